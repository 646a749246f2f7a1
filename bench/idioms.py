"""Measures the idiom game: load time, judge and move times, memory of many games, self-play.

python -m bench idioms
"""

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

from bench.figure import Figure
from bot.app.gc_tuning import tune_gc
from bot.commands.idiom.actions import GameActions
from bot.idioms import PlayedIdioms, choose_move, judge, shipped_dictionary
from bot.idioms.dictionary import LinkKind
from bot.idioms.engine import GameEngine
from bot.idioms.link_rules import continuations, sound_links
from bot.models.chat import Person, Request, Thread
from bot.models.game import Game, GameChange, Move, Verdict
from bot.models.game_rules import MODES, Level, Mode

RUNS, GAMES, KNOWN_GAMES = 5, 100, 200
CAP = 1_000
_COMMAND = "python -m bench idioms"
_ROOT = Path(__file__).parents[1]
LEVELS: tuple[Level, ...] = (0, 1, 2)
_GAMES = 10_000
_MIB = """
from pathlib import Path
def mib(): return int(Path("/proc/self/statm").read_text().split()[1]) * 4 / 1024
"""
_MANY_GAMES = f"""{_MIB}
from random import Random
from bot.app.gc_tuning import tune_gc
from bot.idioms import PlayedIdioms, choose_move, shipped_dictionary
from bot.models.game import Game, Move
tune_gc()
rng = Random(7)
choose_move(None, PlayedIdioms(), "adaptive", 1, rng)
core = [i.word for i in shipped_dictionary().idioms.values() if i.is_core and len(i.word) == 4]
games = [
    Game(1, chain=tuple(Move(w, i % 2) for i, w in enumerate(rng.sample(core, 60))))
    for _ in range({_GAMES})
]
print(mib())
"""
_LOADING = f"""{_MIB}
import time
import bot.models.game
before, start = mib(), time.process_time()
from bot.idioms import judge
judge("画蛇添足")
print((time.process_time() - start) * 1000, mib() - before)
"""


def p99_ms(actions: list[Callable[[], object]]) -> float:
    """CPU time, so that other work on the machine does not count."""
    spent = []
    for action in actions:
        start = time.process_time_ns()
        action()
        spent.append((time.process_time_ns() - start) / 1e6)
    return quantiles(spent, n=100)[98]


def self_play(
    mode: Mode, level: Level, least_df: int, rng: Random, unknown: list[str] | None = None
) -> int:
    """Idioms until the bot is stuck, or a player who picks any idiom of at least `least_df`.

    `unknown` collects the idioms that the bot took from outside the known ones while one of those
    linked too.
    """
    dictionary, used = shipped_dictionary(), PlayedIdioms()
    last: str | None = None
    for turn in range(CAP):
        if turn % 2 == 0:
            word = choose_move(last, used, mode, level, rng)
            if unknown is not None and word and not dictionary.idioms[word].df:
                unknown += [word] if _known(last, mode, used, 1) else []
        else:
            known = _known(last, mode, used, least_df)
            word = rng.choice(known) if known else None
        if word is None:
            return turn
        used.add(word)
        last = word
    return CAP


def _known(last: str | None, mode: Mode, used: PlayedIdioms, least_df: int) -> list[str]:
    """The idioms of at least `least_df` and four characters that continue `last`."""
    dictionary = shipped_dictionary()
    if last is None:
        return list(dictionary.index("char", common=True).key_of)
    before = dictionary.idioms[last]
    by_sound = sound_links(before, mode, dictionary, used)
    rule = ("notone" if by_sound else "exact") if mode == "adaptive" else mode
    return [
        idiom.word
        for idiom in continuations(before, rule, dictionary, common=True)
        if idiom.df >= least_df and idiom.word not in used
    ]


def known_idioms(rng: Random) -> list[Figure]:
    """Games at the level that most people play: what the bot plays, and how long games last."""
    unknown = list[str]()
    lengths = [self_play("adaptive", 1, 1, rng, unknown) for _ in range(KNOWN_GAMES)]
    name = f"{KNOWN_GAMES} games at level 1 against 7,500 known idioms"
    print(f"{name}: outside them though one linked: {unknown}")
    return [
        Figure(f"{name}: idioms outside them", "idioms", 1, [len(unknown)], _COMMAND),
        Figure(f"{name}: length", "turns", 300, lengths, _COMMAND, is_floor=True),
    ]


def speeds(rng: Random) -> list[Figure]:
    """Judge and move times in long and very long games."""
    core = [i.word for i in shipped_dictionary().idioms.values() if i.is_core and len(i.word) == 4]
    typed = ["".join(rng.sample("足智多谋一心天下大事你我他吃", 4)) for _ in range(800)]
    typed += rng.sample(core, 800) + [f"我接{word}吧" for word in rng.sample(core, 200)]
    typed += ["今天晚上一起去看电影吗？" * 3] * 100
    found = []
    for size in (300, 5_000):
        judged, moved = list[float](), list[float]()
        for _ in range(RUNS):
            played = PlayedIdioms(rng.sample(core, size))
            judged.append(
                max(
                    p99_ms(
                        [partial(_judge, text, rng.choice(core), played, mode) for text in typed]
                    )
                    for mode in MODES
                )
            )
            moved.append(
                max(
                    p99_ms(
                        [
                            partial(choose_move, word, played, mode, level, rng)
                            for word in rng.choices(core, k=1_000)
                        ]
                    )
                    for mode in MODES
                    for level in LEVELS
                )
            )
        found += [
            Figure(f"judge p99, worst mode, {size:,} used", "ms", 1, judged, _COMMAND),
            Figure(f"move p99, worst mode and level, {size:,} used", "ms", 1, moved, _COMMAND),
        ]
        whole = [decision(size, mode, rng) for mode in MODES]
        print(
            f"{size:,} used: a message's whole decision, p99 {min(whole):.2f} to {max(whole):.2f} ms"
        )
    return found


def _judge(text: str, last: str, played: PlayedIdioms, mode: Mode) -> Verdict:
    return judge(text, last=last, used=played, mode=mode)


def decision(size: int, mode: Mode, rng: Random) -> float:
    """A valid message judged, scored, answered and rendered, in games with `size` idioms.

    Two games alternate; each is copied before every message, as if it was loaded.
    """
    player, engine = Person(5, "p5"), GameEngine(shipped_dictionary(), rng)
    games = [_long_game(engine, number, size, mode, rng) for number in (1, 2)]
    spent = []
    for update_id in range(10, 310):
        before = games[update_id % 2]
        found = replace(before, chain=tuple(Move(m.word, m.by) for m in before.chain))
        word = choose_move(found.last, PlayedIdioms(m.word for m in found.chain), mode, 1, rng)
        request = Request(update_id, Thread(1), "private", player, 1, word or "")
        start = time.process_time_ns()
        made = GameActions(engine).play_text(request, found)
        spent.append((time.process_time_ns() - start) / 1e6)
        after = made.after if isinstance(made, GameChange) else None
        games[update_id % 2] = after or _long_game(engine, update_id + 1_000, size, mode, rng)
    return quantiles(spent, n=100)[98]


def _long_game(engine: GameEngine, version: int, size: int, mode: Mode, rng: Random) -> Game:
    """Its counts are cached, as after a move of this process."""
    core = [i.word for i in shipped_dictionary().idioms.values() if i.is_core and len(i.word) == 4]
    words = rng.sample(core, size)
    while not choose_move(words[-1], PlayedIdioms(words), mode, 1, rng):
        words = rng.sample(core, size)
    game = Game(version, mode, chain=tuple(map(Move, words)), turn=version)
    engine.prompt(game)
    for kind, common in product(get_args(LinkKind), (True, False)):
        engine.played.of(game).left(engine.dictionary.index(kind, common=common), "")
    return game


def wins_at_hard(rng: Random) -> Figure:
    """How often the bot wins at the hardest level, where only equal characters link."""
    lengths = [self_play("exact", 2, 1, rng) for _ in range(KNOWN_GAMES)]
    # The bot moves first: after an odd number of idioms it is the player who is stuck.
    won = sum(length % 2 == 1 and length < CAP for length in lengths) / len(lengths)
    name = f"{KNOWN_GAMES} games, exact, level 2, against 7,500 known idioms: won by the bot"
    return Figure(name, "%", 97, [100 * won], _COMMAND, is_floor=True)


def many_games() -> Figure:
    """The memory of a fresh process with ten thousand games of 60 idioms, dictionary included."""
    name = f"memory of a process with {_GAMES:,} games of 60 idioms"
    return Figure(name, "MiB", 250, _in_fresh_process(_MANY_GAMES), _COMMAND)


def _in_fresh_process(script: str) -> list[float]:
    """The numbers that a script prints: what this process has cached and freed counts for nothing."""
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    return [float(value) for value in run.stdout.split()]


def loading() -> list[Figure]:
    """The first judgement of a fresh process: CPU time and memory growth."""
    values = [_in_fresh_process(_LOADING) for _ in range(RUNS)]
    took_ms, grew_mib = zip(*values, strict=True)
    return [
        Figure("loading the dictionary, CPU", "ms", 150, took_ms, _COMMAND),
        Figure("loading the dictionary, memory", "MiB", 25, grew_mib, _COMMAND),
    ]


def endurance(rng: Random) -> list[Figure]:
    """Self-play by mode, level and the player's knowledge; one combination has a bar."""
    print(f"self-play, idioms: median, least, most of {GAMES} (cap {CAP})")
    found = []
    for mode in MODES:
        for level in LEVELS:
            for name, least_df in (("7,500 common", 1), ("3,300 famous", 500)):
                lengths = [self_play(mode, level, least_df, rng) for _ in range(GAMES)]
                title = f"self-play, {mode}, level {level}, {name} idioms"
                print(f"  {title}: {median(lengths):g}, {min(lengths)}, {max(lengths)}")
                if (mode, level, least_df) == ("adaptive", 1, 1):
                    found.append(Figure(title, "turns", 300, lengths, _COMMAND, is_floor=True))
    return found


def figures() -> list[Figure]:
    """Measure."""
    tune_gc()  # as the bot does
    rng = Random(7)
    choose_move(None, PlayedIdioms(), "notone", 2, rng)  # builds the indexes
    return [
        *loading(),
        *speeds(rng),
        many_games(),
        *known_idioms(rng),
        wins_at_hard(rng),
        *endurance(rng),
    ]
