"""A chat in which people talk to the bot without commands; it notes which command they reach."""

from typing import Any

from bot.commands.free_text import FreeText
from bot.commands.help import HelpCommands
from bot.commands.idiom.commands import TextResult
from bot.commands.input_requests import InputRequests
from bot.commands.persona_inputs import PersonaInputs
from bot.models.chat import FileRef, Request
from bot.models.persona import Persona
from bot.ports.chat import Reply
from tests.fakes.awaited_inputs import FakeAwaitedInputs, FakeNotices
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.llm import FakeRouter
from tests.fakes.persona_inputs import FakePersonaInputs

FILE = FileRef("f", "报告.pdf", 9)
PHOTO = FileRef("p", "photo.jpg", 9, "photo")
GROUP = -1
PERSONAS = {
    "起名": Persona(
        "你是起名顾问。",
        inputs={"姓氏": "姓什么？", "性别": "男孩还是女孩？", "愿望": "有什么愿望？"},
    ),
    "物理": Persona("你是物理老师。"),
}
LONG = "今天的会议讨论了三件事，预算、人手和进度。" * 6


class Listener:
    """Stands for every command: notes which verb was called with what text.

    `game`: what each text was to the game, which is asked once.
    """

    def __init__(self, game: TextResult = TextResult.NO_GAME) -> None:
        self.heard: list[tuple[str, str]] = []
        self.game = game
        self.asked_game = 0
        self.rewrites = False
        self.is_answering = False

    def __getattr__(self, verb: str) -> Any:
        async def note(request: Request, *rest: object, wish: str = "") -> bool:
            text = request.text if isinstance(request, Request) else ""
            self.heard.append((verb, str(rest[0]) if verb == "offer" else text))
            return False

        return note

    def require_reviewers(self) -> None:
        """Somebody reviews."""

    async def take_late_picture(self, request: Request, reply: Reply) -> bool:
        return request.album == "posted"

    async def take_rewrite(self, request: Request, reply: Reply) -> bool:
        return self.rewrites and request.quoted is not None

    async def take_words(self, request: Request, reply: Reply) -> bool:
        return False

    async def stopped(self, request: Request) -> bool:
        return self.is_answering

    async def play_text(self, request: Request, reply: Reply) -> TextResult:
        self.asked_game += 1
        return self.game


class NoFollowUps:
    """Nothing goes on about the answer before it."""

    async def complete(self, request: Request) -> Request:
        return request


class Chat:
    """Somebody who talks to the bot; `heard` are the commands that were reached since the last message."""

    def __init__(
        self,
        *,
        router: FakeRouter | None = None,
        game: TextResult = TextResult.NO_GAME,
        follow_ups: Any = None,
    ) -> None:
        self.listener = Listener(game)
        self.router = router or FakeRouter(None)
        self.awaited = FakeAwaitedInputs()
        self.notices = FakeNotices()
        every: Any = self.listener
        followed: Any = follow_ups or NoFollowUps()
        self.permissions = FakePermissions()
        self.persona_inputs = PersonaInputs(
            PERSONAS, self.awaited, FakePersonaInputs(), every, self.permissions
        )
        self.inputs = InputRequests(self.awaited)
        self.free_text = FreeText(
            every,
            every,
            every,
            every,
            every,
            HelpCommands(self.permissions),
            self.router,
            self.inputs,
            self.notices,
            self.persona_inputs,
            every,
            every,
            every,
            followed,
            {
                name: getattr(every, name)
                for name in ("settings", "stop", "mypost", "idiom", "lang")
            },
        )
        self.reply = FakeReply()

    async def hear(self, text: str = "", **fields: Any) -> list[tuple[str, str]]:
        return await self.hear_request(said(text, **fields))

    async def hear_request(self, request: Request) -> list[tuple[str, str]]:
        self.listener.heard.clear()
        self.reply = FakeReply(request.language)
        await self.free_text(request, self.reply)
        return list(self.listener.heard)

    @property
    def answer(self) -> str:
        return self.reply.text
