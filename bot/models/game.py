"""A 成语接龙 (idiom chain) game: its state, how long its turns are timed, moves and verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.models.chat import Language
from bot.models.game_rules import DEFAULT_LEVEL, DEFAULT_MODE, Level, Mode

MAX_IDLE_TURNS = 2
"""After so many turns that timed out in a row, the timer pauses until somebody plays."""

MatchKind = Literal["duel", "teams"]

Buttons = Literal["turn", "over", "match", "duel", "teams"]
"""What is below an answer: the buttons of a turn (with help, or without in a match), of a game that is
over, of a challenge, of teams that wait for players."""

VerdictKind = Literal[
    "valid", "not_idiom", "wrong_head", "repeated", "off_topic", "give_up", "hint"
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is in a game.

    `idiom`: the idiom in it, in its standard form. `suggestion`: a similar idiom of the dictionary.
    `skip`: the message asks the bot to take the turn. `sure`: False for a `not_idiom` that neither
    begins as it should nor resembles an idiom, so that it may be ordinary chat, and for a `give_up`
    that only says that the person cannot go on. `spelling`: how a valid idiom was written, where that
    is not its standard form (traditional characters, a variant).
    """

    kind: VerdictKind
    idiom: str | None = None
    suggestion: str | None = None
    skip: bool = False
    sure: bool = True
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One idiom of a chain; `by` is a person's id, 0 for the bot."""

    word: str
    by: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """A person in a game; a streak is the number of turns won in a row, `skips` how often they skipped."""

    name: str
    points: int = 0
    moves: int = 0
    streak: int = 0
    longest_streak: int = 0
    skips: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """Two sides of a game in which people play against each other; the bot is the referee.

    `sides`: the players' ids; a duel has one on each side. `side_to_move`: an index of `sides`.
    `has_begun`: False while players are still wanted. `invited`: the only person who may accept a
    duel; 0: anybody.
    """

    kind: MatchKind
    sides: tuple[tuple[int, ...], tuple[int, ...]]
    side_to_move: int = 0
    has_begun: bool = False
    invited: int = 0

    def side_of(self, person_id: int) -> int | None:
        """The index of the person's side; None: they do not play."""
        return next((i for i, side in enumerate(self.sides) if person_id in side), None)


@dataclass(frozen=True, slots=True)
class Game:
    """A running game of one thread.

    `version` is the update that made the last change, `turn` the update that began this turn; a
    button carries the turn it was made for. `hints`: how many were given this turn (0 to 4).
    `turn_started_s`: server time, seconds since 1970. `turn_limit_s`: 0 for no limit. `idle_turns`:
    how many turns in a row timed out. `language`: in which it began, and goes on; None: that of whoever
    it answers, as in games that began before this was kept. `starter` began the game (0: nobody knows);
    `end_votes`: who wants to give up this turn. `quiet`: the bot only judges, and people continue each
    other's idioms. `match`: the sides, where people play against each other.
    """

    version: int
    mode: Mode = DEFAULT_MODE
    level: Level = DEFAULT_LEVEL
    chain: tuple[Move, ...] = ()
    scores: Mapping[int, Score] = field(default_factory=dict)
    turn: int = 0
    hints: int = 0
    turn_started_s: int = 0
    turn_limit_s: int = 0
    idle_turns: int = 0
    language: Language | None = None
    starter: int = 0
    end_votes: tuple[int, ...] = ()
    quiet: bool = False
    match: Match | None = None

    @property
    def is_timed(self) -> bool:
        """Whether the timer runs; it pauses if nobody has played for a while."""
        return self.turn_limit_s > 0 and self.idle_turns < MAX_IDLE_TURNS

    @property
    def last_person_move(self) -> int:
        """The index of the last move of a person: the bot's answer may stand behind it."""
        return len(self.chain) - (1 if self.chain and self.chain[-1].by else 2)

    @property
    def last(self) -> str | None:
        """The idiom to continue from."""
        return self.chain[-1].word if self.chain else None


@dataclass(frozen=True, slots=True)
class GameReply:
    """What an update is answered.

    `turn`: show `buttons` of that turn below it, or of the update that ended the game. `reaction`: an
    emoji says as much.
    """

    text: str
    turn: int | None = None
    reaction: bool = False
    buttons: Buttons = "turn"


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """An answer that waits until its group may be called; `turn` and `buttons` as in `GameReply`."""

    text: str
    turn: int | None
    language: Language
    buttons: Buttons = "turn"


@dataclass(frozen=True, slots=True)
class Recap:
    """The chain of a game that ended within a day; `version`: the update that ended it."""

    version: int
    chain: tuple[Move, ...]
    scores: Mapping[int, Score]


@dataclass(frozen=True, slots=True)
class EndedGame:
    """How the game was played that ended in a thread a short while ago; the next one goes on like it."""

    mode: Mode
    level: Level
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class FoundGame:
    """The game of a thread (None: no game), and the reply this update got if it was applied before.

    `ended`: the game that ended in the last half hour.
    """

    game: Game | None
    earlier_reply: GameReply | None = None
    ended: EndedGame | None = None


@dataclass(frozen=True, slots=True)
class GameChange:
    """What an update does to a game.

    It was decided on the game `before` and leads to `after` (None: the game ends, as `final`).
    `gains` are points for the leaderboards: person -> (name, points).
    """

    update_id: int
    before: Game | None
    after: Game | None
    reply: GameReply
    gains: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    final: Game | None = None


@dataclass(frozen=True, slots=True)
class LeaderboardEntry:
    """A person's points in a chat, over all its games or those of a week, and over all."""

    name: str
    points: int
    total: int = 0


@dataclass(frozen=True, slots=True)
class PlayerRecords:
    """What a person has achieved in the games of a chat.

    `points`: over all games; `streak`, `best_game`, `longest_game`: the most right moves in a row, points
    in a game, and idioms of a game that they played in. Of games that have ended; `days` in a row count
    at once.
    """

    points: int = 0
    week: int = 0
    streak: int = 0
    best_game: int = 0
    longest_game: int = 0
    days: int = 0
    most_days: int = 0


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """What the dictionary says about an idiom.

    `pinyin` has tone marks; `gloss` is English and `meaning` Chinese, or empty; `similar` are idioms
    that look alike; `author` is who proposed a custom idiom, empty for a shipped one.
    """

    word: str
    pinyin: str
    gloss: str = ""
    similar: tuple[str, ...] = ()
    author: str = ""
    meaning: str = ""
