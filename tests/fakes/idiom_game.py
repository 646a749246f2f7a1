"""A table at which 成语接龙 (the idiom chain) is played, in memory."""

from dataclasses import dataclass, field
from random import Random

from bot.commands.idiom.commands import IdiomCommands
from bot.commands.idiom.custom_dictionary import CustomDictionary
from bot.commands.idiom.proposal_cards import ProposalCards
from bot.commands.idiom.proposals import ProposalCommands
from bot.idioms import Played, choose
from bot.models.chat import Language, Thread
from bot.models.game import Game, Move
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.ports.custom_idioms import CustomIdiomRepository
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.games import FakeGameRepository
from tests.fakes.posts import FakeMessenger

GROUP = -100
ADMIN, ANN, BOB = 9, 1, 2
REVIEW_CHAT = -200


async def _in_chinese(chat_id: int) -> Language:
    return "zh"


def lessons_of(
    lessons: CustomIdiomRepository,
    members: FakePermissions | None = None,
    messenger: FakeMessenger | None = None,
    chats: tuple[int, ...] = (REVIEW_CHAT,),
) -> ProposalCommands:
    """What members teach, with cards in `chats`."""
    board = ProposalCards(lessons, messenger or FakeMessenger(), chats, _in_chinese)
    censor = LocalCensor(WordList([("敏感词", False), ("违禁词", True)]))
    taught = CustomDictionary(lessons)
    return ProposalCommands(
        lessons, taught, members or FakePermissions(), censor, board, REVIEW_CHAT
    )


@dataclass
class GameScenario:
    """A chat with a game, at which people say things."""

    chat_id: int = ANN
    games: FakeGameRepository = field(default_factory=FakeGameRepository)
    reply: FakeReply = field(default_factory=FakeReply)

    def __post_init__(self) -> None:
        members = FakePermissions(administrators=frozenset({(GROUP, ADMIN)}))
        self.idiom = IdiomCommands(
            self.games, members, Random(3), lessons_of(FakeCustomIdioms(), members)
        )

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
