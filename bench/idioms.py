"""Measures the idiom game: loading, judge and move times, memory of many games, self-play.

python bench/idioms.py [GAMES]      self-play games a row, 100 by default
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import get_args

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.commands.idiom_decisions import Decisions
from bot.idioms import Played, choose, judge
from bot.idioms.lexicon import Sound, lexicon
from bot.idioms.links import by_sound, followers
from bot.idioms.rules import played, prompt
from bot.models.chat import Person, Request, Thread
from bot.models.game import MODES, Change, Game, Level, Mode, Move, Verdict

CAP = 1_000
LEVELS: tuple[Level, ...] = (0, 1, 2)
_LOADING = """
import time; from pathlib import Path
def mib(): return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024
import bot.models.game
before, start = mib(), time.process_time()
from bot.idioms import judge
judge("画蛇添足")
print(round((time.process_time() - start) * 1000), "ms,", round(mib() - before, 1), "MiB")
"""


def p99_us(actions: list[Callable[[], object]]) -> float:
    """Processor time, so that other work on the machine does not count."""
    spent = []
    for action in actions:
        start = time.process_time_ns()
        action()
        spent.append((time.process_time_ns() - start) / 1e3)
    return quantiles(spent, n=100)[98]


def self_play(mode: Mode, level: Level, least_df: int, rng: Random) -> int:
    """Idioms until the bot or a player who knows those of `least_df` and picks any is stuck."""
    book, used = lexicon(), Played()
    last: str | None = None
    for turn in range(CAP):
        if turn % 2 == 0:
            word = choose(last, used, mode, level, rng)
        else:
            before = book.idioms[last or ""]
            loose = by_sound(before, mode, book, used)
            rule = ("notone" if loose else "exact") if mode == "adaptive" else mode
            known = [
                idiom.word
                for idiom in followers(before, rule, book, common=True)
                if idiom.df >= least_df and idiom.word not in used
            ]
            word = rng.choice(known) if known else None
        if word is None:
            return turn
        used.add(word)
        last = word
    return CAP


def speeds(rng: Random) -> None:
    core = [i.word for i in lexicon().idioms.values() if i.core and len(i.word) == 4]
    typed = ["".join(rng.sample("足智多谋一心天下大事你我他吃", 4)) for _ in range(800)]
    typed += rng.sample(core, 800) + [f"我接{word}吧" for word in rng.sample(core, 200)]
    typed += ["今天晚上一起去看电影吗？" * 3] * 100
    for size in (10, 300, 5_000):
        used = rng.sample(core, size)
        for mode in MODES:
            print(
                f"{size} used, {mode}: a message's whole decision, p99 {decision(size, mode, rng)} µs"
            )
        for mode in MODES:
            played = Played(used)
            judged = p99_us(
                [partial(_judge, text, rng.choice(core), played, mode) for text in typed]
            )
            moved = [
                p99_us(
                    [
                        partial(choose, w, played, mode, level, rng)
                        for w in rng.choices(core, k=2_000)
                    ]
                )
                for level in LEVELS
            ]
            figures = ", ".join(f"{us:.0f}" for us in moved)
            print(f"  {mode}: judge p99 {judged:.0f} µs; move p99 at levels 0 to 2: {figures} µs")


def _judge(text: str, last: str, played: Played, mode: Mode) -> Verdict:
    return judge(text, last=last, used=played, mode=mode)


def decision(size: int, mode: Mode, rng: Random) -> int:
    """A valid message judged, scored, answered and put into words, in games with `size` idioms.

    Two games go on at once, each found anew before every message, as a store would find it.
    """
    player, decisions = Person(5, "p5"), Decisions(rng)
    games = [_long_game(number, size, mode, rng) for number in (1, 2)]
    spent = []
    for update_id in range(10, 310):
        before = games[update_id % 2]
        found = replace(before, chain=tuple(Move(m.word, m.by) for m in before.chain))
        word = choose(found.last, Played(m.word for m in found.chain), mode, 1, rng)
        request = Request(update_id, Thread(1), "private", player, 1, word or "")
        start = time.process_time_ns()
        made = decisions.said(request, found)
        spent.append((time.process_time_ns() - start) / 1e3)
        after = made.after if isinstance(made, Change) else None
        games[update_id % 2] = after or _long_game(update_id + 1_000, size, mode, rng)
    return round(quantiles(spent, n=100)[98])


def _long_game(version: int, size: int, mode: Mode, rng: Random) -> Game:
    """Its counts are known, as after a move of this process."""
    core = [i.word for i in lexicon().idioms.values() if i.core and len(i.word) == 4]
    words = rng.sample(core, size)
    while not choose(words[-1], Played(words), mode, 1, rng):
        words = rng.sample(core, size)
    game = Game(version, mode, chain=tuple(map(Move, words)), turn=version)
    prompt(game)
    for sound, common in product(get_args(Sound), (True, False)):
        played(game).left(lexicon().group(sound, common=common), "")
    return game


def many_games(rng: Random) -> None:
    core = [i.word for i in lexicon().idioms.values() if i.core and len(i.word) == 4]
    before = _mib()
    games = [
        Game(1, chain=tuple(Move(w, i % 2) for i, w in enumerate(rng.sample(core, 60))))
        for _ in range(10_000)
    ]
    print(
        f"{len(games)} games of 60 idioms in one process: {_mib():.0f} MiB ({_mib() - before:.0f} for the games)"
    )


def _mib() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024


def main() -> None:
    root = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", _LOADING], cwd=root, capture_output=True, text=True, check=True
    )
    print("first judgement, with loading:", run.stdout.strip())
    rng = Random(7)
    choose(None, Played(), "notone", 2, rng)
    speeds(rng)
    many_games(rng)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    result = {}
    for mode in MODES:
        for level in LEVELS:
            for name, least_df in (("7,500 common", 1), ("3,300 famous", 500)):
                lengths = [self_play(mode, level, least_df, rng) for _ in range(rounds)]
                result[f"{mode}, level {level}, {name}"] = [
                    median(lengths),
                    min(lengths),
                    max(lengths),
                ]
    print("self-play, idioms: median, least, most (cap", CAP, ")")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
