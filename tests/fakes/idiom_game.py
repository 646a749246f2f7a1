"""A chat in which 成语接龙 (the idiom chain) is played, in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.boards import Boards
from bot.commands.idiom.commands import IdiomCommands, TextResult
from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.daily import DailyPuzzleCommands
from bot.commands.idiom.game_updates import GameUpdates
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.match_commands import MatchCommands
from bot.commands.idiom.proposal_cards import ProposalCards
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.recap import RecapCommands
from bot.idioms import PlayedIdioms, choose_move, shipped_dictionary
from bot.idioms.engine import GameEngine
from bot.idioms.meanings import Meanings
from bot.models.chat import Language, Thread
from bot.models.game import Game, Move
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.ports.custom_idioms import CustomIdiomRepository
from bot.ports.games import AnswerQueue, Leaderboards
from bot.storage.games.games import RedisGames
from tests.fakes.awaited_inputs import FakeAwaitedInputs
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.daily_puzzles import FakeDailyPuzzles
from tests.fakes.games import FakeGameRepository
from tests.fakes.llm import FakeHistory
from tests.fakes.posts import FakeMessenger
from tests.fakes.usage import FakeUsernames

GROUP = -100
ADMIN, ANN, BOB = 9, 1, 2
SHANGHAI = ZoneInfo("Asia/Shanghai")
REVIEW_CHAT = -200


async def _in_chinese(chat_id: int) -> Language:
    return "zh"


NO_MEANINGS = Meanings(Path("no such file"))


def engine_with(seed: int = 3, meanings: Meanings = NO_MEANINGS) -> GameEngine:
    return GameEngine(shipped_dictionary(), Random(seed), meanings)


def meanings_of(folder: Path, meanings: Mapping[str, str]) -> Meanings:
    """A file of meanings, as bench/build_meanings.py writes it."""
    lines = sorted(f"{word}\t{meaning}\n".encode() for word, meaning in meanings.items())
    (folder / "meanings.tsv").write_bytes(b"".join(lines))
    return Meanings(folder / "meanings.tsv")


def idiom_commands(
    games: FakeGameRepository | RedisGames,
    *,
    engine: GameEngine | None = None,
    custom_idioms: CustomIdiomRepository | None = None,
    permissions: FakePermissions | None = None,
    messenger: FakeMessenger | None = None,
    chats: tuple[int, ...] = (REVIEW_CHAT,),
    history: FakeHistory | None = None,
    answers: AnswerQueue | None = None,
    daily: FakeDailyPuzzles | None = None,
    usernames: FakeUsernames | None = None,
    leaderboards: Leaderboards | None = None,
    clock: Callable[[], float] = lambda: 1_800_000_000,
) -> IdiomCommands:
    """The commands of one process; proposals are shown in `chats`."""
    engine, repository = engine or engine_with(), custom_idioms or FakeCustomIdioms()
    permissions = permissions or FakePermissions()
    loader = CustomIdiomLoader(repository, engine)
    cards = ProposalCards(repository, messenger or FakeMessenger(), chats, _in_chinese, engine)
    censor = LocalCensor(WordList([("敏感词", False), ("违禁词", True)]))
    proposals = ProposalCommands(repository, loader, permissions, censor, cards)
    recorder = ConversationRecorder(history or FakeHistory())
    lookup = IdiomLookup(loader)
    if leaderboards is None:
        leaderboards = games if isinstance(games, FakeGameRepository) else FakeGameRepository()
    boards = Boards(leaderboards)
    updates = GameUpdates(games, permissions, recorder, boards, answers)
    puzzles = DailyPuzzleCommands(
        daily or FakeDailyPuzzles(), FakeAwaitedInputs(), engine, SHANGHAI, clock
    )
    matches = MatchCommands(updates, usernames or FakeUsernames(), engine)
    return IdiomCommands(updates, permissions, engine, proposals, lookup, boards, puzzles, matches)


@dataclass
class GameScenario:
    """A chat with a game, in which people say things."""

    chat_id: int = ANN
    games: FakeGameRepository = field(default_factory=FakeGameRepository)
    reply: FakeReply = field(default_factory=FakeReply)
    meanings: Meanings = NO_MEANINGS
    history: FakeHistory = field(default_factory=FakeHistory)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    daily: FakeDailyPuzzles = field(default_factory=FakeDailyPuzzles)
    usernames: FakeUsernames = field(default_factory=FakeUsernames)
    now_s: float = 1_800_000_000

    def __post_init__(self) -> None:
        permissions = FakePermissions(administrators=frozenset({(GROUP, ADMIN)}))
        self.engine = engine_with(meanings=self.meanings)
        self.idiom = idiom_commands(
            self.games,
            engine=self.engine,
            permissions=permissions,
            history=self.history,
            daily=self.daily,
            usernames=self.usernames,
            clock=lambda: self.now_s,
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

    async def say_silently(self, text: str, who: int = ANN) -> None:
        """Say something that is answered now or later."""
        request = said(text, sender_id=who, name=f"p{who}", chat_id=self.chat_id, addressed=False)
        await self.idiom.play_text(request, self.reply)

    async def press(self, label: str, who: int = ANN, message_id: int | None = None) -> None:
        """Press the button with `label` below a message, the newest one that has it."""
        shown = {
            shown_id: button
            for shown_id, message in self.reply.messages.items()
            for row in message.keyboard
            for button in row
            if label in button.label and message_id in (None, shown_id)
        }
        at = max(shown)
        action = shown[at].action
        press = pressed(action, sender_id=who, name=f"p{who}", message_id=at, chat_id=self.chat_id)
        handlers = {
            "hint": self.idiom.hint_pressed,
            "skip": self.idiom.skip_pressed,
            "giveup": self.idiom.give_up_pressed,
            "meaning": self.idiom.meaning_pressed,
            "again": self.idiom.again_pressed,
            "board": self.idiom.boards.pressed,
            "way": self.idiom.daily.way_pressed,
            "picture": RecapCommands(self.games, self.messenger).pressed,
            **dict.fromkeys(("accept", "red", "blue", "begin"), self.idiom.matches.pressed),
        }
        await handlers[action.split(":")[1]](press, self.reply)

    def labels(self, message_id: int | None = None) -> list[str]:
        """The buttons below a message, the last one by default."""
        last = message_id or max(self.reply.messages)
        return [b.label for row in self.reply.messages[last].keyboard for b in row]

    def right_answer(self) -> str:
        used = PlayedIdioms(move.word for move in self.game.chain)
        word = choose_move(self.game.last, used, self.game.mode, 1, Random(1))
        assert word
        return word
