"""A chat in which 成语接龙 (the idiom chain) is played, in memory."""

from dataclasses import dataclass, field
from random import Random

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.commands import IdiomCommands, TextResult
from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.proposal_cards import ProposalCards
from bot.commands.idiom.proposals import ProposalCommands
from bot.idioms import PlayedIdioms, choose_move, shipped_dictionary
from bot.idioms.engine import GameEngine
from bot.models.chat import Language, Thread
from bot.models.game import Game, Move
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.ports.custom_idioms import CustomIdiomRepository
from bot.ports.games import GameRepository
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.games import FakeGameRepository
from tests.fakes.llm import FakeHistory
from tests.fakes.posts import FakeMessenger

GROUP = -100
ADMIN, ANN, BOB = 9, 1, 2
REVIEW_CHAT = -200


async def _in_chinese(chat_id: int) -> Language:
    return "zh"


def engine_with(seed: int = 3) -> GameEngine:
    return GameEngine(shipped_dictionary(), Random(seed))


def idiom_commands(
    games: GameRepository,
    *,
    engine: GameEngine | None = None,
    custom_idioms: CustomIdiomRepository | None = None,
    permissions: FakePermissions | None = None,
    messenger: FakeMessenger | None = None,
    chats: tuple[int, ...] = (REVIEW_CHAT,),
    history: FakeHistory | None = None,
) -> IdiomCommands:
    """The commands of one process; proposals are shown in `chats`."""
    engine, repository = engine or engine_with(), custom_idioms or FakeCustomIdioms()
    permissions = permissions or FakePermissions()
    loader = CustomIdiomLoader(repository, engine)
    cards = ProposalCards(repository, messenger or FakeMessenger(), chats, _in_chinese, engine)
    censor = LocalCensor(WordList([("敏感词", False), ("违禁词", True)]))
    proposals = ProposalCommands(repository, loader, permissions, censor, cards)
    recorder = ConversationRecorder(history or FakeHistory())
    return IdiomCommands(games, permissions, engine, proposals, IdiomLookup(loader), recorder)


@dataclass
class GameScenario:
    """A chat with a game, in which people say things."""

    chat_id: int = ANN
    games: FakeGameRepository = field(default_factory=FakeGameRepository)
    reply: FakeReply = field(default_factory=FakeReply)
    history: FakeHistory = field(default_factory=FakeHistory)

    def __post_init__(self) -> None:
        permissions = FakePermissions(administrators=frozenset({(GROUP, ADMIN)}))
        self.engine = engine_with()
        self.idiom = idiom_commands(
            self.games, engine=self.engine, permissions=permissions, history=self.history
        )

    @property
    def thread(self) -> Thread:
        return Thread(self.chat_id)

    @property
    def game(self) -> Game:
        return self.games.games[self.thread]

    @property
    def is_game_on(self) -> bool:
        return self.thread in self.games.games

    def begin_with(self, *words: str) -> None:
        """A game in which the bot has played `words`."""
        self.games.games[self.thread] = Game(1, chain=tuple(map(Move, words)), turn=1)

    async def command(self, text: str = "", who: int = ANN, language: Language = "zh") -> str:
        request = said(text, sender_id=who, name=f"p{who}", chat_id=self.chat_id, language=language)
        await self.idiom.play(request, self.reply)
        return self.reply.texts[-1]

    async def say(self, text: str, who: int = ANN, *, addressed: bool = False) -> str | None:
        """The answer to plain text, None if the bot stayed silent."""
        before = len(self.reply.texts)
        request = said(
            text, sender_id=who, name=f"p{who}", chat_id=self.chat_id, addressed=addressed
        )
        took_part = await self.idiom.play_text(request, self.reply) is TextResult.TOOK_PART
        assert took_part == (len(self.reply.texts) > before)
        return self.reply.texts[-1] if took_part else None

    def right_answer(self) -> str:
        used = PlayedIdioms(move.word for move in self.game.chain)
        word = choose_move(self.game.last, used, self.game.mode, 1, Random(1))
        assert word
        return word
