"""How the idiom game talks: games and steps as sentences. Pure."""

from bot.idioms import look_up
from bot.idioms.rules import HINT_COSTS, Prompt, Step, prompt
from bot.models.chat import Button, Keyboard, Language
from bot.models.game import DictionaryEntry, Game, LeaderboardEntry, Score, Verdict
from bot.texts import Text
from bot.texts import idiom as texts

_NAME_CHARS = 20
_CHAIN_SHOWN = 300
_SCORES_SHOWN = 5


def buttons(turn: int | None, language: Language) -> Keyboard:
    """Hint and give up, for one turn; none where there is no turn to play."""
    if turn is None:
        return ()
    hint = Button(texts.BUTTON_HINT.to(language), f"idiom:hint:{turn}")
    give_up = Button(texts.BUTTON_GIVE_UP.to(language), f"idiom:giveup:{turn}")
    return ((hint, give_up),)


def opening(game: Game, language: Language) -> str:
    """The bot's first idiom."""
    first = texts.OPENING.to(language, word=game.last)
    return f"{first}{asked(game, language)}\n{texts.HOW_TO.to(language)}"


def asked(game: Game, language: Language) -> str:
    """What to continue with."""
    return _about(prompt(game), language)


def state(game: Game, language: Language) -> str:
    """Where the game stands."""
    now = texts.STATE.to(
        language,
        count=len(game.chain),
        mode=texts.MODE_NAMES[game.mode].to(language),
        level=texts.LEVEL_NAMES[game.level].to(language),
        word=game.last,
    )
    return "\n".join(filter(None, (now + asked(game, language), scores(game, language))))


def scores(game: Game, language: Language) -> str:
    """Who has how many points in this game; empty where nobody played."""
    best = sorted(game.scores.values(), key=lambda score: -score.points)[:_SCORES_SHOWN]
    listed = [texts.SCORE.to(language, name=shown_name(s.name), points=s.points) for s in best]
    separator = "，" if language == "zh" else ", "
    return texts.SCORES.to(language, scores=separator.join(listed)) if listed else ""


def moved(before: Game, step: Step, score: Score, verdict: Verdict, language: Language) -> str:
    """A person's idiom, and the bot's answer or its defeat.

    `before` is the game that the idiom was said in.
    """
    group = len(step.game.scores) > 1
    word = verdict.idiom or ""
    lines = [
        texts.MOVE.to(
            language,
            word=word,
            name=f"{shown_name(score.name)} " if group else "",
            points=step.points,
        )
    ]
    if step.answer is None:
        bonus = texts.WON.to(language, name=shown_name(score.name), bonus=step.bonus)
        return "\n".join([*lines, bonus, summary(step.game, language)])
    if step.bonus:
        lines.append(texts.STREAK.to(language, streak=score.streak, bonus=step.bonus))
    by_sound = step.answer[0] != word[-1] and before.mode == "adaptive"
    reply = texts.REPLY_BY_SOUND if by_sound else texts.REPLY
    told = reply.to(language, char=word[-1], word=step.answer)
    return "\n".join([*lines, told + asked(step.game, language)])


def mistake(game: Game, verdict: Verdict, language: Language) -> str:
    """Why a message was no move, and what to do next."""
    wanted = prompt(game)
    values = {"char": wanted.char, "pinyin": wanted.pinyin}
    if verdict.suggestion:
        return texts.NOT_IDIOM_NEAR.to(language, suggestion=verdict.suggestion)
    sentences = {"repeated": texts.REPEATED, "wrong_head": texts.WRONG_HEAD}
    sentence = sentences.get(verdict.kind, texts.NOT_IDIOM)
    return sentence.to(language, word=verdict.idiom, **values)


def late(game: Game, language: Language) -> str:
    """Somebody else was first."""
    winner, wanted = game.chain[-2], prompt(game)
    name = shown_name(game.scores[winner.by].name)
    return texts.LATE.to(
        language, name=name, word=winner.word, char=wanted.char, pinyin=wanted.pinyin
    )


def hinted(step: Step, language: Language) -> str:
    """The hint that was taken; `step.game.hints` counts it."""
    word = step.answer
    if word is None:
        return texts.HINT_NONE.to(language)
    cost = texts.HINT_COST.to(language, points=-step.points) if step.points else ""
    return _hint(word, step.game.hints, language) + cost


def skipped(step: Step, language: Language) -> str:
    """The bot went on for everybody, or nobody can."""
    if step.answer is None:
        return f"{texts.NOBODY.to(language)}\n{summary(step.game, language)}"
    cost = texts.HINT_COST.to(language, points=-step.points) if step.points else ""
    return texts.SKIPPED.to(language, word=step.answer) + asked(step.game, language) + cost


def given_up(game: Game, word: str | None, language: Language) -> str:
    """The end of a game, with what could have been said."""
    sentence = texts.GAVE_UP.to(language, word=word) if word else texts.GAVE_UP_BARE.to(language)
    return f"{sentence}\n{summary(game, language)}"


def limit(game: Game | None, language: Language) -> str:
    """How long a turn may last."""
    if game is None or not game.limit_s:
        return texts.LIMIT_NONE.to(language)
    return texts.LIMIT_SECONDS.to(language, seconds=game.limit_s)


def half_time(game: Game, left_s: int) -> str:
    """What the clock says at half time."""
    reminder = texts.HALF_TIME.to(game.language, seconds=left_s, word=game.last)
    return reminder + asked(game, game.language)


def time_up(step: Step) -> str:
    """What the clock says at the end of a turn."""
    game = step.game
    if step.answer is None:
        return f"{texts.NOBODY.to(game.language)}\n{summary(game, game.language)}"
    said = texts.TIME_UP.to(game.language, word=step.answer) + asked(game, game.language)
    return said if game.is_timed else f"{said}\n{texts.CLOCK_RESTS.to(game.language)}"


def summary(game: Game, language: Language) -> str:
    """What a game came to."""
    total = texts.SUMMARY.to(language, count=len(game.chain), scores=scores(game, language))
    return f"{total}\n{texts.AGAIN.to(language)}"


def chain(game: Game, language: Language) -> str:
    """The idioms so far; of a long game the last ones."""
    words = [move.word for move in game.chain[-_CHAIN_SHOWN:]]
    shown = " → ".join(words) if len(words) == len(game.chain) else "… → " + " → ".join(words)
    return texts.CHAIN.to(language, count=len(game.chain), words=shown)


def board(standings: list[LeaderboardEntry], language: Language) -> str:
    """The best of a chat."""
    lines = [
        texts.BOARD_LINE.to(language, place=place, name=shown_name(best.name), points=best.points)
        for place, best in enumerate(standings, 1)
    ]
    if not lines:
        return texts.BOARD_EMPTY.to(language)
    return texts.BOARD.to(language, lines="\n".join(lines))


def entry(found: DictionaryEntry, language: Language, *, is_explained: bool = False) -> str:
    """What the dictionary knows of an idiom; `is_explained`: the meaning follows."""
    lines = [texts.ENTRY.to(language, word=found.word, pinyin=found.pinyin)]
    if found.taught_by:
        lines.append(texts.ENTRY_TAUGHT.to(language, author=shown_name(found.taught_by)))
    if found.gloss:
        lines.append(texts.ENTRY_GLOSS.to(language, gloss=found.gloss))
    elif not is_explained:
        lines.append(texts.ENTRY_NO_GLOSS.to(language))
    if found.near:
        lines.append(texts.ENTRY_NEAR.to(language, words="、".join(found.near)))
    return "\n".join(lines)


def remind(game: Game, language: Language) -> str:
    """One line after talk of something else."""
    wanted = prompt(game)
    return texts.REMIND.to(language, word=game.last, char=wanted.char, pinyin=wanted.pinyin)


def _about(wanted: Prompt, language: Language) -> str:
    sentence: Text = texts.PROMPT_BY_SOUND if wanted.by_sound else texts.PROMPT
    return sentence.to(language, char=wanted.char, pinyin=wanted.pinyin)


def _hint(word: str, number: int, language: Language) -> str:
    if number >= len(HINT_COSTS):
        return texts.HINT_ANSWER.to(language, word=word)
    if number == 2:
        return texts.HINT_START.to(language, start=word[:2])
    known = look_up(word)
    if known and known.gloss and language == "en":
        return texts.HINT_MEANING.to(language, gloss=known.gloss)
    return texts.HINT_SOUND.to(language, pinyin=known.pinyin if known else "")


def shown_name(name: str) -> str:
    """A person's name, short, and without what would mark it up."""
    return name.replace("*", "")[:_NAME_CHARS]
