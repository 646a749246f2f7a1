"""成语接龙 (idiom chain): a game, its moves and what the judge says of a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.models.chat import Language

Mode = Literal["adaptive", "exact", "tone", "notone"]
"""What links two idioms: the same character (exact), also the same sound with or without its tone
(同音), or the sound only where no unused idiom starts with the character (adaptive)."""

MODES: tuple[Mode, ...] = ("adaptive", "exact", "tone", "notone")

IDLE_TURNS = 2
"""After so many turns that nobody took, the clock rests until somebody plays."""

Level = Literal[0, 1, 2]
"""How hard the bot plays: famous idioms with ways out, ordinary, leaving few ways out."""

VerdictKind = Literal[
    "valid", "not_idiom", "wrong_head", "repeated", "off_topic", "give_up", "hint"
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is in a game.

    `idiom`: the idiom in it, by standard form. `suggestion`: a known idiom that it comes close to.
    `skip`: the hint asked for is to pass on to another idiom. `sure`: False where what is no idiom
    neither begins as it should nor comes near one, so that it may be talk after all.
    """

    kind: VerdictKind
    idiom: str | None = None
    suggestion: str | None = None
    skip: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """One idiom of a chain; `by` is a person's id, 0 the bot."""

    word: str
    by: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """A person in a game: points, idioms played, turns won in a row, the longest such row."""

    name: str
    points: int = 0
    moves: int = 0
    streak: int = 0
    best: int = 0


@dataclass(frozen=True, slots=True)
class Game:
    """A running game of one thread.

    `version` is the update that made the last change, `turn` the update that made the present
    prompt; a button carries the turn it was made for. `hints`: how many were taken this turn (0–3).
    `turn_at`: server time of the last change of turn, in seconds since 1970. `limit_s`: how long a
    turn may last (0: for ever); `idle`: turns in a row that ended so; `language`: what the clock
    speaks, that of whoever set it.
    """

    version: int
    mode: Mode = "adaptive"
    level: Level = 1
    chain: tuple[Move, ...] = ()
    scores: Mapping[int, Score] = field(default_factory=dict)
    turn: int = 0
    hints: int = 0
    turn_at: int = 0
    limit_s: int = 0
    idle: int = 0
    language: Language = "zh"

    @property
    def is_timed(self) -> bool:
        """Does the clock run? It rests where nobody has played for a while."""
        return self.limit_s > 0 and self.idle < IDLE_TURNS

    @property
    def last(self) -> str | None:
        """The idiom to continue from."""
        return self.chain[-1].word if self.chain else None


@dataclass(frozen=True, slots=True)
class GameReply:
    """What was said to an update; `turn` where buttons for that turn belong below it."""

    text: str
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class FoundGame:
    """What an update finds: the game of its thread, and what it was told if it came before."""

    game: Game | None
    told: GameReply | None = None


@dataclass(frozen=True, slots=True)
class GameChange:
    """What an update does to a game.

    `before` is the game it was decided on, `after` the game it leads to (None: ended), `told` what
    is said to it, `gains` points for the board: person -> (name, points).
    """

    update_id: int
    before: Game | None
    after: Game | None
    told: GameReply
    gains: Mapping[int, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeaderboardEntry:
    """A person on the board of a chat, over all its games."""

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """What the dictionary knows of an idiom.

    `pinyin` with tone marks; `gloss` is English and empty where none may be shipped; `near` are
    idioms that look alike; `taught_by` is who taught it, empty where it was shipped.
    """

    word: str
    pinyin: str
    gloss: str = ""
    near: tuple[str, ...] = ()
    taught_by: str = ""
