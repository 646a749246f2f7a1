"""What moves, hints and skips do to a game: pure steps from one `Game` to the next.

One point an idiom, two more for every fifth turn won in a row; a hint costs 1, 1 and then 2 points
and a skip 1, but nobody falls below zero; five for leaving the bot without an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from bot.idioms.lexicon import lexicon
from bot.idioms.links import Played, by_sound
from bot.idioms.opponent import choose
from bot.idioms.pinyin import marked
from bot.idioms.recent import played, played_on
from bot.models.chat import Person
from bot.models.game import Game, Level, Mode, Move, Score

POINT, STREAK, STREAK_BONUS, WIN_BONUS = 1, 5, 2, 5
HINT_COSTS = (1, 1, 2)
SKIP_COST = 1

Gains = Mapping[int, tuple[str, int]]
"""Points for the board: person -> (name, points)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A game after a step; `answer` is the bot's idiom (None: it has none, the game is over).

    `points` is what the person gained or paid, `bonus` the part of it for a streak or a victory.
    """

    game: Game
    answer: str | None = None
    points: int = 0
    bonus: int = 0
    gains: Gains = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to continue from: the character, its reading in that idiom, and whether sound will do."""

    char: str
    pinyin: str
    by_sound: bool


def start(update_id: int, mode: Mode, level: Level, rng: Random) -> Game:
    """A game that the bot opens."""
    opening = choose(None, Played(), mode, level, rng)
    chain = (Move(opening),) if opening else ()
    return Game(update_id, mode, level, chain, turn=update_id)


def prompt(game: Game) -> Prompt:
    """What the next idiom has to begin with."""
    book = lexicon()
    last = book.linkable(game.chain[-1].word)
    loose = by_sound(last, game.mode, book, played(game))
    return Prompt(last.word[-1], marked(last.tail), loose)


def answer(game: Game, person: Person, word: str, update_id: int, rng: Random) -> Step:
    """A valid idiom of a person, and the bot's reply to it."""
    used = played(game)
    used.add(word)
    reply = choose(word, used, game.mode, game.level, rng)
    old = game.scores.get(person.id, Score(person.name))
    streak = old.streak + 1
    bonus = (STREAK_BONUS if streak % STREAK == 0 else 0) + (0 if reply else WIN_BONUS)
    score = Score(
        person.name, old.points + POINT + bonus, old.moves + 1, streak, max(old.best, streak)
    )
    others = {who: replace(theirs, streak=0) for who, theirs in game.scores.items()}
    after = replace(
        game,
        version=update_id,
        chain=(*game.chain, Move(word, person.id), *((Move(reply),) if reply else ())),
        scores={**others, person.id: score},
        turn=update_id,
        hints=0,
        idle=0,
    )
    if reply:
        used.add(reply)
    played_on(game, after, (word, reply) if reply else (word,))
    gains = {person.id: (person.name, POINT + bonus)}
    return Step(after, reply, POINT + bonus, bonus, gains)


def skip(game: Game, person: Person, update_id: int, rng: Random) -> Step:
    """The bot plays the turn itself; None as its answer where nobody could."""
    reply = choose(game.last, played(game), game.mode, game.level, rng)
    step = _pay(game, person, SKIP_COST, update_id)
    chain = (*game.chain, Move(reply)) if reply else game.chain
    after = replace(step.game, chain=chain, turn=update_id, hints=0)
    if reply:
        played(game).add(reply)
        played_on(game, after, (reply,))
    return replace(step, game=after, answer=reply)


def time_up(game: Game, update_id: int, rng: Random) -> Step:
    """Nobody took the turn: the bot does, and every row of turns ends; nobody pays."""
    reply = choose(game.last, played(game), game.mode, game.level, rng)
    after = replace(
        game,
        version=update_id,
        chain=(*game.chain, Move(reply)) if reply else game.chain,
        scores={who: replace(score, streak=0) for who, score in game.scores.items()},
        turn=update_id,
        hints=0,
        idle=game.idle + 1,
    )
    if reply:
        played(game).add(reply)
        played_on(game, after, (reply,))
    return Step(after, reply)


def hint(game: Game, person: Person, update_id: int) -> Step:
    """One more hint; `answer` is the idiom that all hints of a turn are about."""
    # The turn seeds the choice, so that the three hints of a turn lead to the same idiom.
    meant = choose(game.last, played(game), game.mode, 0, Random(game.turn))  # noqa: S311 -- a game
    if meant is None or game.hints >= len(HINT_COSTS):
        return Step(game, meant)
    step = _pay(game, person, HINT_COSTS[game.hints], update_id)
    return replace(step, game=replace(step.game, hints=game.hints + 1), answer=meant)


def _pay(game: Game, person: Person, cost: int, update_id: int) -> Step:
    old = game.scores.get(person.id)
    paid = min(cost, old.points) if old else 0
    scores = dict(game.scores)
    if old:
        scores[person.id] = replace(old, points=old.points - paid, streak=0)
    gains = {person.id: (person.name, -paid)} if paid else {}
    after = replace(game, version=update_id, scores=scores, idle=0)
    return Step(after, points=-paid, gains=gains)
