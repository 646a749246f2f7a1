"""A group whose members teach the bot idioms, in memory."""

from dataclasses import dataclass, field
from random import Random

import pytest

from bot.commands.idiom.commands import IdiomCommands
from bot.errors import CustomIdiomError
from bot.models.chat import Language, Request
from tests.fakes.chat import FakePermissions, FakeReply, pressed, said
from tests.fakes.custom_idioms import FakeCustomIdioms
from tests.fakes.games import FakeGameRepository
from tests.fakes.idiom_game import GROUP, REVIEW_CHAT, lessons_of
from tests.fakes.posts import FakeMessenger

AJIE, WANG, MING = 9, 8, 1
ADD = "add 躺平摆烂 tang3 ping2 bai3 lan4"


@dataclass
class ProposalScenario:
    """A group whose members teach the bot, with two reviewers."""

    chats: tuple[int, ...] = (REVIEW_CHAT,)
    lessons: FakeCustomIdioms = field(default_factory=FakeCustomIdioms)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    games: FakeGameRepository = field(default_factory=FakeGameRepository)

    def __post_init__(self) -> None:
        members = FakePermissions(reviewers=frozenset({AJIE, WANG}))
        teaching = lessons_of(self.lessons, members, self.messenger, self.chats)
        self.idiom = IdiomCommands(self.games, members, Random(3), teaching)

    async def say(
        self, text: str, who: int = MING, chat_id: int = GROUP, language: Language = "zh"
    ) -> FakeReply:
        """What comes back to `/idiom <text>`."""
        request = said(text, sender_id=who, name=f"p{who}", chat_id=chat_id, language=language)
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
        """The button with this label on the last card."""
        actions = {"收下": "take", "我也能出": "offer", "不收": "refuse"}
        verbs = {
            "take": self.idiom.lessons.take_pressed,
            "offer": self.idiom.lessons.offer_pressed,
            "refuse": self.idiom.lessons.refuse_pressed,
        }
        action, reply = actions[label], FakeReply()
        card = self.messenger.messages[0]
        press = pressed(
            f"idiom:{action}:{proposal}",
            message_id=card.message_id,
            sender_id=who,
            name=f"p{who}",
            chat_id=card.chat_id,
        )
        await verbs[action](press, reply)
        return reply

    def texts_in(self, chat_id: int) -> list[str]:
        return [sent.text for sent in self.messenger.messages if sent.chat_id == chat_id]

    def labels(self) -> list[str]:
        """The buttons on the first card."""
        return [b.label for row in self.messenger.messages[0].keyboard for b in row]
