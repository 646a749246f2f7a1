"""Runs a game: judges messages, makes moves and keeps score, from one `Game` to the next.

An idiom scores one point, and two more for every fifth turn won in a row. The four hints of a turn
cost 1, 1, 1 and 2 points and a skip 1, but nobody falls below zero; who has no point left to pay may
skip three times a game. Leaving the bot without an answer scores five.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from bot.idioms.dictionary import Dictionary
from bot.idioms.judge import judge
from bot.idioms.link_rules import sound_links
from bot.idioms.look_up import look_up
from bot.idioms.meanings import Meanings
from bot.idioms.opponent import choose_move
from bot.idioms.pinyin import with_tone_marks
from bot.idioms.played_idioms import PlayedIdioms
from bot.idioms.played_idioms_cache import PlayedIdiomsCache
from bot.models.chat import Person
from bot.models.game import DictionaryEntry, Game, Move, Score, Verdict
from bot.models.game_rules import Level, Mode

POINT, STREAK, STREAK_BONUS, WIN_BONUS = 1, 5, 2, 5
HINT_COSTS = (1, 1, 1, 2)
SKIP_COST, FREE_SKIPS = 1, 3

Gains = Mapping[int, tuple[str, int]]
"""Points for the leaderboard: person -> (name, points)."""


@dataclass(frozen=True, slots=True)
class Step:
    """The game after a step; `bot_move` is the bot's idiom (None: it has none).

    `is_over`: nobody can go on. `points` is what the person gained or paid, `bonus` the part of it for a streak or a win.
    """

    game: Game
    bot_move: str | None = None
    points: int = 0
    bonus: int = 0
    gains: Gains = field(default_factory=dict)
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to continue from: the character, its reading in that idiom, and whether the sound links.

    `is_head`: some idiom begins with the character, played or not.
    """

    char: str
    pinyin: str
    by_sound: bool
    is_head: bool = True


class GameEngine:
    """Plays by one dictionary at a time.

    The only state is that dictionary and a cache of counts, so a process needs one engine for all
    its games.

    Args:
        dictionary: what counts as an idiom.
        rng: draws the bot's idioms.
        meanings: in Chinese; None: the shipped ones.
    """

    def __init__(
        self, dictionary: Dictionary, rng: Random, meanings: Meanings | None = None
    ) -> None:
        self.dictionary = dictionary
        self.played = PlayedIdiomsCache()
        self._rng = rng
        self._meanings = meanings

    def use(self, dictionary: Dictionary) -> None:
        """Go on with another dictionary; counts made by the old one are dropped."""
        self.dictionary = dictionary
        self.played = PlayedIdiomsCache()

    def look_up(self, word: str) -> DictionaryEntry | None:
        """The dictionary's entry for an idiom, if it has one."""
        return look_up(word, self.dictionary, self._meanings)

    def judge(self, text: str, game: Game | None, *, addressed: bool = True) -> Verdict:
        """Judge a message in a game, or as an opening."""
        if game is None:
            return judge(text, addressed=addressed, dictionary=self.dictionary)
        return self._judge(text, game, game.last, self.played.of(game), addressed=addressed)

    def was_valid_one_turn_earlier(self, text: str, game: Game, *, addressed: bool) -> bool:
        """Whether the message was a valid move before the last person's move and the bot's answer."""
        last, *since = [move.word for move in game.chain[game.last_person_move - 1 :]]
        with self.played.of(game).without(since) as used:
            return self._judge(text, game, last, used, addressed=addressed).kind == "valid"

    def _judge(
        self, text: str, game: Game, last: str | None, used: PlayedIdioms, *, addressed: bool
    ) -> Verdict:
        return judge(
            text,
            last=last,
            used=used,
            mode=game.mode,
            addressed=addressed,
            dictionary=self.dictionary,
        )

    def start(self, update_id: int, mode: Mode, level: Level, starter: int = 0) -> Game:
        """A game that the bot opens."""
        opening = choose_move(None, PlayedIdioms(), mode, level, self._rng, self.dictionary)
        chain = (Move(opening),) if opening else ()
        return Game(update_id, mode, level, chain, turn=update_id, starter=starter)

    def prompt(self, game: Game) -> Prompt:
        """What the next idiom has to begin with."""
        last = self.dictionary.find_or_guess(game.chain[-1].word)
        by_sound = sound_links(last, game.mode, self.dictionary, self.played.of(game))
        char = last.word[-1]
        return Prompt(char, with_tone_marks(last.last_syllable), by_sound, self.is_head(char))

    def is_head(self, char: str) -> bool:
        """Whether any idiom of the core begins with the character."""
        return char in self.dictionary.index("char").by_key

    def is_rare(self, word: str) -> bool:
        """Whether few people know an idiom: it is not among those found in the news."""
        idiom = self.dictionary.find(word)
        return idiom is not None and not idiom.df and word not in self.dictionary.custom

    def solution(self, game: Game) -> str | None:
        """An idiom that continues the game, the same one during a turn; all hints lead to it."""
        rng = Random(game.turn)  # noqa: S311 -- a game
        used = self.played.of(game)
        return choose_move(game.last, used, game.mode, 0, rng, self.dictionary)

    def play(self, game: Game, person: Person, word: str, update_id: int) -> Step:
        """A person's valid idiom, and the bot's answer to it, which it keeps to itself where it is quiet."""
        used = self.played.of(game)
        used.add(word)
        answer = choose_move(word, used, game.mode, game.level, self._rng, self.dictionary)
        old = game.scores.get(person.id, Score(person.name))
        streak = old.streak + 1
        bonus = (STREAK_BONUS if streak % STREAK == 0 else 0) + (0 if answer else WIN_BONUS)
        score = Score(
            person.name,
            old.points + POINT + bonus,
            old.moves + 1,
            streak,
            max(old.longest_streak, streak),
            old.skips,
        )
        bot_move = None if game.quiet else answer
        bot_moves = (Move(bot_move),) if bot_move else ()
        after = replace(
            game,
            version=update_id,
            chain=(*game.chain, Move(word, person.id), *bot_moves),
            scores={**_without_streaks(game), person.id: score},
            turn=update_id,
            hints=0,
            idle_turns=0,
            end_votes=(),
            match=game.match and replace(game.match, side_to_move=1 - game.match.side_to_move),
        )
        self.played.advance(game, after, (word, bot_move) if bot_move else (word,))
        gains = {person.id: (person.name, POINT + bonus)}
        return Step(after, bot_move, POINT + bonus, bonus, gains, is_over=answer is None)

    def skip(self, game: Game, person: Person, update_id: int) -> Step:
        """The bot plays the turn, at the person's cost; `bot_move` is None if nobody could."""
        paid = _pay(game, person, SKIP_COST, update_id)
        score = paid.game.scores.get(person.id, Score(person.name))
        scores = {**paid.game.scores, person.id: replace(score, skips=score.skips + 1)}
        return self._take_turn(game, replace(paid, game=replace(paid.game, scores=scores)))

    def time_up(self, game: Game, update_id: int) -> Step:
        """Nobody took the turn: the bot plays it and all streaks end, at nobody's cost."""
        idle = replace(
            game,
            version=update_id,
            scores=_without_streaks(game),
            idle_turns=game.idle_turns + 1,
        )
        return self._take_turn(game, Step(idle))

    def _take_turn(self, game: Game, step: Step) -> Step:
        """Let the bot move in the game that `step` leads to from `game`."""
        used = self.played.of(game)
        word = choose_move(game.last, used, game.mode, game.level, self._rng, self.dictionary)
        chain = (*game.chain, Move(word)) if word else game.chain
        after = replace(step.game, chain=chain, turn=step.game.version, hints=0, end_votes=())
        if word:
            self.played.advance(game, after, (word,))
        return replace(step, game=after, bot_move=word, is_over=word is None)


def may_skip(game: Game, person: Person) -> bool:
    """Whether the person can pay for a skip, or has a free one left.

    Where others play, only a player skips, or who began the game.
    """
    score = game.scores.get(person.id)
    if score is None:
        return not game.scores or game.starter == person.id
    return score.points >= SKIP_COST or score.skips < FREE_SKIPS


def take_hint(game: Game, person: Person, update_id: int) -> Step:
    """One more hint, at the person's cost; the game is the same if all hints were given."""
    if game.hints >= len(HINT_COSTS):
        return Step(game)
    step = _pay(game, person, HINT_COSTS[game.hints], update_id)
    return replace(step, game=replace(step.game, hints=game.hints + 1))


def _pay(game: Game, person: Person, cost: int, update_id: int) -> Step:
    old = game.scores.get(person.id)
    paid = min(cost, old.points) if old else 0
    scores = dict(game.scores)
    if old:
        scores[person.id] = replace(old, points=old.points - paid, streak=0)
    gains = {person.id: (person.name, -paid)} if paid else {}
    after = replace(game, version=update_id, scores=scores, idle_turns=0)
    return Step(after, points=-paid, gains=gains)


def _without_streaks(game: Game) -> dict[int, Score]:
    return {person: replace(score, streak=0) for person, score in game.scores.items()}
