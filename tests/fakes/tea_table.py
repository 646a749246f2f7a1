"""A table at which 成语接龙 (the idiom chain) is played, in memory."""

from dataclasses import dataclass, field
from random import Random

from bot.commands.idiom import Idiom
from bot.commands.idiom_dictionary import TaughtIdioms
from bot.commands.idiom_lesson_board import LessonBoard
from bot.commands.idiom_lessons import IdiomLessons
from bot.idioms import Played, choose
from bot.models.chat import Language, Thread
from bot.models.game import Game, Move
from bot.moderation.local import LocalCensor
from bot.moderation.words import WordList
from bot.ports.lesson import Lessons
from tests.fakes.chat import FakeMembers, FakeReply, said
from tests.fakes.game import FakeGames
from tests.fakes.lesson import FakeLessons
from tests.fakes.posts import FakeMessenger

GROUP = -100
ADMIN, ANN, BOB = 9, 1, 2
REVIEW_CHAT = -200


async def _in_chinese(chat_id: int) -> Language:
    return "zh"


def lessons_of(
    lessons: Lessons,
    members: FakeMembers | None = None,
    messenger: FakeMessenger | None = None,
    chats: tuple[int, ...] = (REVIEW_CHAT,),
) -> IdiomLessons:
    """What members teach, with cards in `chats`."""
    board = LessonBoard(lessons, messenger or FakeMessenger(), chats, _in_chinese)
    censor = LocalCensor(WordList([("敏感词", False), ("违禁词", True)]))
    taught = TaughtIdioms(lessons)
    return IdiomLessons(lessons, taught, members or FakeMembers(), censor, board, REVIEW_CHAT)


@dataclass
class TeaTable:
    """A chat with a game, at which people say things."""

    chat_id: int = ANN
    games: FakeGames = field(default_factory=FakeGames)
    reply: FakeReply = field(default_factory=FakeReply)

    def __post_init__(self) -> None:
        members = FakeMembers(administrators=frozenset({(GROUP, ADMIN)}))
        self.idiom = Idiom(self.games, members, Random(3), lessons_of(FakeLessons(), members))

    @property
    def thread(self) -> Thread:
        return Thread(self.chat_id)

    @property
    def game(self) -> Game:
        return self.games.games[self.thread]

    def begin_with(self, *words: str) -> None:
        """A game in which the bot has said `words`."""
        self.games.games[self.thread] = Game(1, chain=tuple(map(Move, words)), turn=1)

    async def command(self, text: str = "", who: int = ANN, language: Language = "zh") -> str:
        request = said(text, sender_id=who, name=f"p{who}", chat_id=self.chat_id, language=language)
        await self.idiom.play(request, self.reply)
        return self.reply.texts[-1]

    async def say(self, text: str, who: int = ANN, *, addressed: bool = False) -> str | None:
        """The answer to plain text, None where the bot stayed silent."""
        before = len(self.reply.texts)
        request = said(
            text, sender_id=who, name=f"p{who}", chat_id=self.chat_id, addressed=addressed
        )
        handled = await self.idiom.offer(request, self.reply)
        assert handled == (len(self.reply.texts) > before)
        return self.reply.texts[-1] if handled else None

    def right_answer(self) -> str:
        used = Played(move.word for move in self.game.chain)
        word = choose(self.game.last, used, self.game.mode, 1, Random(1))
        assert word
        return word
