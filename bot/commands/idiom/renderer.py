"""Renders the idiom game as text: games, steps, hints, dictionary entries. Pure."""

from dataclasses import dataclass

from bot.idioms.engine import HINT_COSTS, GameEngine, Step
from bot.idioms.normalise import word_key
from bot.models.chat import Button, Keyboard, Language
from bot.models.game import (
    Buttons,
    DictionaryEntry,
    Game,
    GameReply,
    Score,
    Verdict,
    WaitingAnswer,
)
from bot.texts import Text
from bot.texts import idiom as texts
from bot.texts import idiom_boards as board_texts
from bot.texts import idiom_match as match_texts
from bot.texts.settings import IDIOM_MODES

_MAX_NAME_CHARS = 20
_MAX_CHAIN = 300
_MAX_SCORES = 5
_MAX_LINE = 60
_MAX_POPUP = 200
_HIDDEN = "□"


@dataclass(frozen=True, slots=True)
class GameRenderer:
    """Renders games in one language; `**` marks bold text."""

    engine: GameEngine
    language: Language

    def opening(self, game: Game, *, by_reply: bool = False) -> str:
        """The bot's first idiom; `by_reply`: it does not hear moves that are just sent."""
        how_to = texts.HOW_TO_BY_REPLY if by_reply else texts.HOW_TO
        first = self._say(texts.OPENING, word=game.last)
        return f"{first}{self.prompt(game)}\n{self._say(how_to)}"

    def prompt(self, game: Game) -> str:
        """What to continue with."""
        prompt = self.engine.prompt(game)
        if prompt.is_head:
            sentence = texts.PROMPT_BY_SOUND if prompt.by_sound else texts.PROMPT
        else:
            sentence = texts.PROMPT_NO_HEAD if prompt.by_sound else texts.PROMPT_DEAD_END
        return self._say(sentence, char=prompt.char, pinyin=prompt.pinyin)

    def state(self, game: Game) -> str:
        """The state of the game, with the scores."""
        state = self._say(
            texts.STATE,
            count=len(game.chain),
            mode=self._say(IDIOM_MODES[game.mode]),
            level=self._say(texts.LEVEL_NAMES[game.level]),
            word=game.last,
        )
        return "\n".join(filter(None, (state + self.prompt(game), self.scores(game))))

    def scores(self, game: Game) -> str:
        """The best scores of this game; empty if nobody has played."""
        best = sorted(game.scores.values(), key=lambda score: -score.points)[:_MAX_SCORES]
        listed = [self._say(texts.SCORE, name=shown_name(s.name), points=s.points) for s in best]
        separator = ", " if self.language == "en" else "，"
        return self._say(texts.SCORES, scores=separator.join(listed)) if listed else ""

    def move(self, step: Step, score: Score, verdict: Verdict) -> str:
        """A person's idiom, and the bot's answer or its defeat."""
        word = verdict.idiom or ""
        is_group = len(step.game.scores) > 1
        name = f"{shown_name(score.name)} " if is_group else ""
        written = verdict.spelling or word
        lines = [
            self._say(texts.MOVE, word=written, name=name, points=step.points, total=score.points)
        ]
        if word_key(written) != word:
            lines.append(self._say(texts.STANDARD_SPELLING, word=word))
        if step.is_over:
            lines.append(self._say(texts.WON, name=shown_name(score.name), bonus=step.bonus))
            return "\n".join([*lines, self.summary(step.game)])
        if step.bonus:
            lines.append(self._say(texts.STREAK, streak=score.streak, bonus=step.bonus))
        prompt = self.prompt(step.game)
        if step.bot_move is None:  # it is quiet
            return "\n".join([*lines, prompt.strip()])
        reply = self._reply(word[-1], step.bot_move)
        return "\n".join([*lines, reply + prompt, *self._rare(step.bot_move)])

    def _reply(self, char: str, word: str) -> str:
        """The bot's idiom, and why it links where it begins with another character."""
        if word[0] == char:
            sentence = texts.REPLY
        elif not self.engine.is_head(char):
            sentence = texts.REPLY_NO_HEAD
        else:
            sentence = texts.REPLY_ALL_PLAYED
        return self._say(sentence, char=char, head=word[0], word=word)

    def _rare(self, word: str) -> list[str]:
        """A line with the meaning of an idiom that few people know."""
        entry = self.engine.look_up(word) if self.engine.is_rare(word) else None
        meaning = (entry.meaning or entry.gloss) if entry else ""
        return (
            [self._say(texts.RARE_MEANING, word=word, meaning=shortened(meaning))]
            if meaning
            else []
        )

    def mistake(self, game: Game, verdict: Verdict) -> str:
        """Why a message was not a valid move, and what to do next; a match has no hints."""
        if verdict.suggestion:
            return self._say(texts.NOT_IDIOM_NEAR, suggestion=verdict.suggestion)
        if verdict.kind == "repeated":
            return self._with_prompt(texts.REPEATED, game, word=verdict.idiom)
        sentence = texts.WRONG_HEAD if verdict.kind == "wrong_head" else texts.NOT_IDIOM
        help_there_is = "" if game.match else self._say(texts.SAY_HINT)
        return self._with_prompt(sentence, game, word=verdict.idiom) + help_there_is

    def late(self, game: Game) -> str:
        """Somebody else was faster."""
        winner = game.chain[game.last_person_move]
        name = shown_name(game.scores[winner.by].name)
        return self._with_prompt(texts.LATE, game, name=name, word=winner.word)

    def hint(self, step: Step, word: str) -> str:
        """The hint that was taken, which leads to `word`; `step.game.hints` counts it."""
        return self._hint(word, step.game.hints) + self._cost(step)

    def skip(self, step: Step) -> str:
        """The bot took the turn, or nobody can go on."""
        if step.bot_move is None:
            return self._draw(step.game)
        skipped = self._say(texts.SKIPPED, word=step.bot_move)
        text = skipped + self.prompt(step.game) + self._cost(step)
        return "\n".join([text, *self._rare(step.bot_move)])

    def end_vote(self, name: str, *, is_first: bool) -> str:
        """Somebody wants to give up, for the first time this turn or again."""
        sentence = texts.END_VOTE if is_first else texts.END_VOTED
        return self._say(sentence, name=shown_name(name))

    def given_up(self, game: Game, word: str | None) -> str:
        """The end of a game; `word` is an idiom that would have continued it."""
        sentence = (
            self._say(texts.GAVE_UP, word=word) if word else self._say(texts.GAVE_UP_NO_ANSWER)
        )
        return f"{sentence}\n{self.summary(game)}"

    def turn_limit(self, game: Game | None) -> str:
        """The time limit of a turn."""
        if game is None or not game.turn_limit_s:
            return self._say(texts.LIMIT_NONE)
        return self._say(texts.LIMIT_SECONDS, seconds=game.turn_limit_s)

    def half_time(self, game: Game, left_s: int) -> str:
        """The timer's reminder at half time."""
        return self._say(texts.HALF_TIME, seconds=left_s, word=game.last) + self.prompt(game)

    def time_up(self, step: Step) -> str:
        """What the timer says at the end of a turn."""
        if step.bot_move is None:
            return self._draw(step.game)
        text = self._say(texts.TIME_UP, word=step.bot_move) + self.prompt(step.game)
        return text if step.game.is_timed else f"{text}\n{self._say(texts.TIMER_PAUSED)}"

    def summary(self, game: Game) -> str:
        """The result of a game."""
        return self._say(texts.SUMMARY, count=len(game.chain), scores=self.scores(game)).rstrip()

    def chain(self, game: Game) -> str:
        """The idioms so far; of a long game the last ones."""
        words = " → ".join(move.word for move in game.chain[-_MAX_CHAIN:])
        shown = words if len(game.chain) <= _MAX_CHAIN else f"… → {words}"
        return self._say(texts.CHAIN, count=len(game.chain), words=shown)

    def reminder(self, game: Game) -> str:
        """One line after an answer about something else."""
        return self._with_prompt(texts.REMINDER, game, word=game.last)

    def _draw(self, game: Game) -> str:
        return f"{self._say(texts.DRAW)}\n{self.summary(game)}"

    def _hint(self, word: str, number: int) -> str:
        """The meaning, one character more, two characters more, the sound."""
        entry = self.engine.look_up(word)
        if number == 1:
            return self._meaning_hint(word, entry)
        if number < len(HINT_COSTS):
            shown = word[:number].ljust(len(word), _HIDDEN)
            which = self._say(texts.NUMBERS[number])
            return self._say(texts.HINT_CHARACTERS, number=which, shown=shown)
        return self._say(texts.HINT_SOUND, pinyin=entry.pinyin if entry else "")

    def _meaning_hint(self, word: str, entry: DictionaryEntry | None) -> str:
        """What it means, in the reader's language if possible; the word itself is left out."""
        if entry and entry.meaning and (self.language != "en" or not entry.gloss):
            first, _, rest = entry.meaning.partition("。")
            told = rest if rest and "：" in first else entry.meaning  # not the word, part by part
            meaning = told.replace(word, _HIDDEN * len(word))
            return self._say(texts.HINT_MEANING, meaning=meaning)
        if entry and entry.gloss:
            return self._say(texts.HINT_GLOSS, gloss=entry.gloss)
        return self._say(texts.HINT_LENGTH, count=len(word))

    def _cost(self, step: Step) -> str:
        return self._say(texts.HINT_COST, points=-step.points) if step.points else ""

    def _with_prompt(self, sentence: Text, game: Game, **values: object) -> str:
        prompt = self.engine.prompt(game)
        return self._say(sentence, char=prompt.char, pinyin=prompt.pinyin, **values)

    def _say(self, sentence: Text, **values: object) -> str:
        return sentence.to(self.language, **values)


def buttons(answer: GameReply | WaitingAnswer, language: Language) -> Keyboard:
    """What is below an answer."""
    labels = _ROWS[answer.buttons]
    if answer.turn is None:
        return ()
    return (tuple(Button(text.to(language), f"{verb}:{answer.turn}") for verb, text in labels),)


_MEANING = ("idiom:meaning", texts.BUTTON_MEANING)
_GIVE_UP = ("idiom:giveup", texts.BUTTON_GIVE_UP)
_ROWS: dict[Buttons, tuple[tuple[str, Text], ...]] = {
    "turn": (
        ("idiom:hint", texts.BUTTON_HINT),
        ("idiom:skip", texts.BUTTON_SKIP),
        _GIVE_UP,
        _MEANING,
    ),
    "over": (("idiom:again", texts.BUTTON_AGAIN), ("idiom:picture", board_texts.BUTTON_PICTURE)),
    "match": (_GIVE_UP, _MEANING),
    "duel": (("idiom:accept", match_texts.BUTTON_ACCEPT),),
    "teams": (
        ("idiom:red", match_texts.BUTTON_RED),
        ("idiom:blue", match_texts.BUTTON_BLUE),
        ("idiom:begin", match_texts.BUTTON_BEGIN),
    ),
}


def dictionary_entry(
    entry: DictionaryEntry, language: Language, *, meaning_follows: bool = False
) -> str:
    """What the dictionary says about an idiom."""
    lines = [texts.ENTRY.to(language, word=entry.word, pinyin=entry.pinyin)]
    if entry.author:
        lines.append(texts.ENTRY_CUSTOM.to(language, author=shown_name(entry.author)))
    if entry.meaning:
        lines.append(texts.ENTRY_MEANING.to(language, meaning=entry.meaning))
    if entry.gloss and (language == "en" or not entry.meaning):
        lines.append(texts.ENTRY_GLOSS.to(language, gloss=entry.gloss))
    elif not (entry.meaning or meaning_follows):
        lines.append(texts.ENTRY_NO_GLOSS.to(language))
    if entry.similar:
        lines.append(texts.ENTRY_SIMILAR.to(language, words="、".join(entry.similar)))
    return "\n".join(lines)


def meaning_popup(entry: DictionaryEntry, language: Language) -> str:
    """A meaning in the 200 characters of a pop-up."""
    heading = texts.ENTRY.to(language, word=entry.word, pinyin=entry.pinyin).replace("*", "")
    meaning = entry.gloss if language == "en" and entry.gloss else entry.meaning or entry.gloss
    return f"{heading}\n{meaning or texts.ENTRY_NO_GLOSS.to(language)}"[:_MAX_POPUP]


def shortened(meaning: str) -> str:
    """The first sentence of a meaning, or as much of it as fits a line."""
    first = meaning.split("。", maxsplit=1)[0]
    return first if len(first) <= _MAX_LINE else f"{first[: _MAX_LINE - 1]}…"


def shown_name(name: str) -> str:
    """A person's name, shortened, without the marks of bold text."""
    return name.replace("*", "")[:_MAX_NAME_CHARS]
