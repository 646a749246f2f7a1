"""Leaderboards with titles, a person's records, and what a game that ends has changed of them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from bot.commands.idiom.renderer import shown_name
from bot.models.chat import Button, ButtonPress, Keyboard, Language, Request, Thread
from bot.models.daily import DailyStatistics
from bot.models.game import Game, GameChange, LeaderboardEntry, PlayerRecords, Score
from bot.ports.chat import Reply
from bot.ports.games import Leaderboards, Period
from bot.texts import Text
from bot.texts import idiom_boards as texts

_SIZE = 10
_MAX_NAMED = 5
"""Players whose records are named below a game that ends."""
_RECORDS = (
    ("streak", texts.RECORD_STREAK),
    ("best_game", texts.RECORD_BEST_GAME),
    ("longest_game", texts.RECORD_LONGEST_GAME),
)


@dataclass(frozen=True, slots=True)
class Boards:
    """The leaderboards of chats.

    Args:
        leaderboards: points and records.
    """

    leaderboards: Leaderboards

    async def show(self, request: Request, reply: Reply, scores: str) -> None:
        """Send the board of all games, below the scores of the one that is on."""
        language = request.language
        board = await self._board(request.thread.chat_id, "all", language)
        text = "\n\n".join(filter(None, (scores, board)))
        await reply.send(text, keyboard=_keyboard("all", language))

    async def pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Handle the buttons 📅 and 🏆: show the other board in the same message."""
        period: Period = "week" if press.action.endswith(":week") else "all"
        board = await self._board(press.thread.chat_id, period, press.language)
        keyboard = _keyboard(period, press.language)
        await reply.edit(press.message_id, board, keyboard=keyboard)

    async def show_own(
        self, request: Request, reply: Reply, game: Game | None, daily: DailyStatistics
    ) -> None:
        """Send the person's records; those of the game that is on count."""
        records = await self.leaderboards.records(request.thread.chat_id, request.sender.id)
        score = game.scores.get(request.sender.id) if game else None
        if game and score:
            records = _with_game(records, score, len(game.chain))
        await reply.send(own_records(request.sender.name, records, daily, request.language))

    async def ending(self, change: GameChange, thread: Thread, language: Language) -> GameChange:
        """The change that ends a game, with new records and titles below its text."""
        final = change.final
        if final is None:
            return change
        best = sorted(final.scores.items(), key=lambda item: -item[1].points)[:_MAX_NAMED]
        lines = [change.reply.text]
        for person, score in best:
            before = await self.leaderboards.records(thread.chat_id, person)
            gained = change.gains.get(person, ("", 0))[1]
            lines += _news(before, score, len(final.chain), before.points + gained, language)
        return replace(change, reply=replace(change.reply, text="\n".join(lines)))

    async def _board(self, chat_id: int, period: Period, language: Language) -> str:
        return board(await self.leaderboards.leaderboard(chat_id, _SIZE, period), period, language)


def board(entries: list[LeaderboardEntry], period: Period, language: Language) -> str:
    """The people with the most points in a chat."""
    lines = [
        texts.LINE.to(
            language,
            place=place,
            name=shown_name(entry.name),
            title=title_of(entry.total).to(language),
            points=entry.points,
        )
        for place, entry in enumerate(entries, 1)
    ]
    if not lines:
        return (texts.WEEK_EMPTY if period == "week" else texts.BOARD_EMPTY).to(language)
    heading = texts.WEEK if period == "week" else texts.BOARD
    return heading.to(language, lines="\n".join(lines))


def own_records(
    name: str, records: PlayerRecords, daily: DailyStatistics, language: Language
) -> str:
    """What a person has achieved in a chat, and in the daily puzzles."""
    values = {field.name: getattr(records, field.name) for field in fields(records)}
    title = title_of(records.points).to(language)
    text = texts.MINE.to(
        language, **values, name=shown_name(name), title=title, next=_next(records, language)
    )
    if daily.played:
        statistics = {field.name: getattr(daily, field.name) for field in fields(daily)}
        text = f"{text}\n{texts.DAILY_STATISTICS.to(language, **statistics)}"
    return text


def title_of(points: int) -> Text:
    """The title that so many points over all games give."""
    return next((title for least, title in texts.TITLES if points >= least), texts.TITLES[-1][1])


def _next(records: PlayerRecords, language: Language) -> str:
    """How far the next title is away."""
    higher = [(least, title) for least, title in texts.TITLES if least > records.points]
    if not higher:
        return ""
    least, title = higher[-1]
    missing = least - records.points
    return texts.NEXT_TITLE.to(language, points=missing, title=title.to(language))


def _with_game(records: PlayerRecords, score: Score, length: int) -> PlayerRecords:
    return replace(
        records,
        streak=max(records.streak, score.longest_streak),
        best_game=max(records.best_game, score.points),
        longest_game=max(records.longest_game, length),
    )


def _news(
    before: PlayerRecords, score: Score, length: int, points: int, language: Language
) -> Iterator[str]:
    """Records that a game has broken, and the title that it has brought; first records are none."""
    after, name = _with_game(before, score, length), shown_name(score.name)
    broken = [
        sentence.to(language, value=getattr(after, record))
        for record, sentence in _RECORDS
        if score.moves and getattr(after, record) > getattr(before, record) > 0
    ]
    if broken:
        separator = ", " if language == "en" else "、"
        yield texts.NEW_RECORDS.to(language, name=name, records=separator.join(broken))
    title = title_of(points)
    if title is not title_of(points - score.points):
        shown = title.to(language)
        yield texts.PROMOTED.to(language, name=name, title=shown, points=points)


def _keyboard(period: Period, language: Language) -> Keyboard:
    """The button for the other board."""
    other = "all" if period == "week" else "week"
    label = texts.BUTTON_BOARD if period == "week" else texts.BUTTON_WEEK
    return ((Button(label.to(language), f"idiom:board:{other}"),),)
