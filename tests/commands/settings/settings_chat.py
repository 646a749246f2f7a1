"""A chat in which /settings is used."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.settings.answer_lines import answer_lines
from bot.commands.settings.commands import SettingsCommands
from bot.commands.settings.lines import build_lines, memory_lines
from bot.models.answer_choices import AnswerChoices
from bot.models.chat import Keyboard
from bot.models.chat_settings import ChannelTarget, ChatSettings
from bot.models.persona import Persona
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said
from tests.fakes.chat_settings import FakeChatSettings

GROUP, ADMIN, MEMBER = -100, 7, 8
OWN, OTHER = ChannelTarget(-500, "自家频道"), ChannelTarget(-501, "别家频道")
OFFERED = AnswerChoices(
    {"物理": Persona("你是物理老师。"), "海盗": Persona("你是海盗。")},
    "qwen-plus",
    ("qwen-plus", "qwen-flash"),
)


class Chat:
    """A chat, its settings, and the one message of /settings in it."""

    def __init__(
        self,
        chat_id: int = GROUP,
        *,
        hears_groups: bool = True,
        offered: AnswerChoices = OFFERED,
    ) -> None:
        self.chat_id = chat_id
        self.store = FakeChatSettings()
        lines = build_lines(*answer_lines(offered), *memory_lines("window", 10))
        self.permissions = FakePermissions(
            administrators=frozenset({(GROUP, ADMIN), (OWN.chat_id, ADMIN)}),
            channels={"@own": OWN, "@other": OTHER},
        )
        self.commands = SettingsCommands(
            self.store, lines, self.permissions, ZoneInfo("UTC"), hears_groups
        )
        self.reply = FakeReply()
        self.shown = 0

    async def settings(self) -> ChatSettings:
        return await self.store.get(self.chat_id)

    async def says(self, command: str, text: str = "", who: int = ADMIN, **more: Any) -> FakeReply:
        request = said(
            text, sender_id=who, chat_id=self.chat_id, settings=await self.settings(), **more
        )
        reply = FakeReply(request.language)
        await getattr(self.commands, command)(request, reply)
        self.reply, self.shown = reply, next(iter(reply.messages))
        return reply

    async def press(self, label: str, who: int = ADMIN, **more: Any) -> FakeReply:
        """Press the button whose label ends so."""
        buttons = [button for row in self.keyboard for button in row]
        action = next(button.action for button in buttons if button.label.endswith(label))
        return await self.press_action(action, who, **more)

    async def press_action(
        self, action: str, who: int = ADMIN, stale: ChatSettings | None = None, **more: Any
    ) -> FakeReply:
        settings = stale or await self.settings()
        place: dict[str, Any] = {"message_id": self.shown, "chat_id": self.chat_id}
        press = pressed(action, sender_id=who, settings=settings, **place, **more)
        self.reply.popups.clear()
        await self.commands.pressed(press, self.reply)
        return self.reply

    @property
    def keyboard(self) -> Keyboard:
        return self.reply.messages[self.shown].keyboard

    @property
    def text(self) -> str:
        return self.reply.messages[self.shown].text
