"""A group whose members propose custom idioms, in memory."""

from dataclasses import dataclass, field

import pytest

from bot.errors import CustomIdiomError
from bot.idioms import Dictionary
from bot.models.chat import Language, Request
from bot.models.chat_settings import ChatSettings
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.games import FakeGameRepository
from tests.fakes.idiom_game import GROUP, REVIEW_CHAT, engine_with, idiom_commands
from tests.fakes.posts import FakeMessenger

AJIE, WANG, MING = 9, 8, 1
ADD = "add 躺平摆烂 tang3 ping2 bai3 lan4"
ACTIONS = {"收下": "take", "我也能出": "offer", "不收": "refuse"}


@dataclass
class ProposalScenario:
    """A group with two reviewers, whose cards go to `chats`."""

    chats: tuple[int, ...] = (REVIEW_CHAT,)
    custom_idioms: FakeCustomIdioms = field(default_factory=FakeCustomIdioms)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    games: FakeGameRepository = field(default_factory=FakeGameRepository)

    def __post_init__(self) -> None:
        self.engine = engine_with()
        self.idiom = idiom_commands(
            self.games,
            engine=self.engine,
            custom_idioms=self.custom_idioms,
            permissions=FakePermissions(
                reviewers=frozenset({AJIE, WANG}), review_chat_id=REVIEW_CHAT
            ),
            messenger=self.messenger,
            chats=self.chats,
        )

    @property
    def dictionary(self) -> Dictionary:
        return self.engine.dictionary

    async def say(
        self, text: str, who: int = MING, chat_id: int = GROUP, language: Language | None = None
    ) -> FakeReply:
        """The answer to `/idiom <text>`, in a chat of that language."""
        settings = ChatSettings(language=language)
        request = said(text, sender_id=who, name=f"p{who}", chat_id=chat_id, settings=settings)
        return await self.handle(request)

    async def handle(self, request: Request) -> FakeReply:
        reply = FakeReply(request.language)
        await self.idiom.play(request, reply)
        return reply

    async def refusal(self, text: str, who: int = MING, chat_id: int = GROUP) -> str:
        """The sentence that says why not."""
        with pytest.raises(CustomIdiomError) as why:
            await self.say(text, who, chat_id)
        return why.value.say("zh")

    async def press(self, label: str, who: int = AJIE, proposal: int = 1) -> FakeReply:
        """Press the button with this label on the first card."""
        reply, card = FakeReply(), self.messenger.messages[0]
        press = pressed(
            f"idiom:{ACTIONS[label]}:{proposal}",
            message_id=card.message_id,
            sender_id=who,
            name=f"p{who}",
            chat_id=card.chat_id,
        )
        await self.idiom.proposals.decide_pressed(press, reply)
        return reply

    def texts_in(self, chat_id: int) -> list[str]:
        return self.messenger.texts(chat_id)

    def labels(self) -> list[str]:
        """The buttons on the first card."""
        return [b.label for row in self.messenger.messages[0].keyboard for b in row]
