"""Simulated users, who know what the bot must have answered them in the end."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bot.idioms.dictionary import Idiom, shipped_dictionary
from bot.playground.server.state import BotApiUser
from tests.fakes.telegram import AJIE, CHANNEL, REVIEW, TelegramServer
from tests.servers.steering import Says

_MAX_SAID = 400
"""The Telegram server keeps the last thousand messages of a chat."""
_LONG_PAUSE_S = 4.5
"""In half an hour no chat gets more messages than that, and who waits for an outage to end has not
asked for minutes of answers."""
_LINK = re.compile(r"该接「(.)」")
_CARD = re.compile(r"#(\d+)\b")


class SimulatedUser:
    """A user with a private chat."""

    def __init__(self, telegram: TelegramServer, number: int) -> None:
        self.telegram = telegram
        self.id = 1000 + number
        telegram.state.add_user(BotApiUser(self.id, f"人{number}", None, "zh-hans"))
        self.said: list[str] = []

    def say(self, text: str) -> None:
        """Send a text."""
        self.said.append(text)
        self.telegram.say(self.id, self.id, text)

    @property
    def answers(self) -> list[str]:
        """The texts of the bot in the private chat as they are now, oldest first."""
        return [made["text"] for made in self.telegram.messages(self.id) if made["from"]["is_bot"]]

    async def act(self) -> None:
        """Do one thing, then pause."""
        raise NotImplementedError

    async def act_slowly(self) -> None:
        """Do one thing, then pause for longer."""
        await self.act()
        await asyncio.sleep(_LONG_PAUSE_S)

    def faults(self) -> dict[str, list[str]]:
        """What is wrong at the end, by kind."""
        raise NotImplementedError


def answer_to(question: str) -> list[str]:
    """The chunks of the model's answer, which depend on the question only."""
    length = 6 + sum(map(ord, question)) % 8
    return [f"答{question}之{number}。" for number in range(length)]


def model_answer(body: Mapping[str, Any]) -> Says:
    """The model's answer to a request."""
    return Says(answer_to(body["input"]["messages"][-1]["content"]), gap_s=0.1)


class AskingUser(SimulatedUser):
    """Asks the next question before the last one is answered."""

    async def act(self) -> None:
        """Ask a question, then pause."""
        self.say(f"/ask 问{self.id}第{len(self.said)}题")
        await asyncio.sleep(random.uniform(0.5, 2.5))

    def faults(self) -> dict[str, list[str]]:
        """Every question must have one whole answer, in order."""
        expected = ["".join(answer_to(text.removeprefix("/ask "))) for text in self.said]
        answers = self.answers
        counted = Counter(answers)
        return {
            "lost": [text for text in expected if text not in counted],
            "twice": [text for text, count in counted.items() if count > 1],
            "not finished": [text for text in answers if text not in expected],
            "misplaced": []
            if [text for text in answers if text in expected] == expected
            else [answers[-1]],
        }


class PlayingUser(SimulatedUser):
    """Plays 成语接龙 (idiom chain) in private, each idiom once."""

    def __init__(self, telegram: TelegramServer, number: int) -> None:
        super().__init__(telegram, number)
        self._used: set[str] = set()
        self.moves: list[str] = []

    async def act(self) -> None:
        """Wait for the bot's move, then make one; start a game if there is none."""
        messages = self.telegram.messages(self.id)
        is_answered = not messages or messages[-1]["from"]["is_bot"]
        if not is_answered or len(self.said) >= _MAX_SAID:
            await asyncio.sleep(0.05)
            return
        answers = self.answers
        linked = _LINK.search(answers[-1]) if answers else None
        move = self._next(linked[1]) if linked else None
        if move is None:
            self.say("/idiom 结束" if linked else "/idiom 一心一意")
            return
        self.moves.append(move.word)
        self.say(move.word)
        await asyncio.sleep(random.uniform(0.1, 0.6))

    def _next(self, char: str) -> Idiom | None:
        answers = " ".join(self.answers)
        for idiom in shipped_dictionary().index("char").by_key.get(char, ()):
            if idiom.word not in self._used and idiom.word not in answers:
                self._used.add(idiom.word)
                return idiom
        return None

    def faults(self) -> dict[str, list[str]]:
        """Every message must have one answer; a move applied twice is answered as a repeated one."""
        answers = self.answers
        return {
            "lost": [self.said[-1]] if len(answers) < len(self.said) else [],
            "twice": answers[len(self.said) :] + [text for text in answers if "用过" in text],
        }


class AuthorUser(SimulatedUser):
    """Submits posts."""

    async def act(self) -> None:
        """Submit a post, then pause."""
        self.say(f"/post 第{len(self.said)}篇，{self.id}写的")
        await asyncio.sleep(random.uniform(1, 4))

    async def act_slowly(self) -> None:
        """Submit one, then pause twice as long: a post is answered by three messages."""
        await super().act_slowly()
        await asyncio.sleep(_LONG_PAUSE_S)

    def faults(self) -> dict[str, list[str]]:
        """Every post must be published once."""
        expected = [text.removeprefix("/post ") for text in self.said]
        published = Counter(made.get("text", "") for made in self.telegram.messages(CHANNEL))
        return {
            "lost": [text for text in expected if published[text] == 0],
            "twice": [text for text in expected if published[text] > 1],
        }


class AdminUser:
    """Approves every post, and looks into the channel where a delivery is unknown."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.telegram = telegram
        self.presses = 0

    async def act(self) -> None:
        """Press a button of every card that needs a decision."""
        for card in self.telegram.messages(REVIEW):
            labels = {
                button["text"]: button["callback_data"]
                for row in card.get("reply_markup", {}).get("inline_keyboard", [])
                for button in row
            }
            action = self._choice(card, labels)
            if action is not None:
                self.telegram.press(AJIE, card, action)
                self.presses += 1
        await asyncio.sleep(1)

    def _choice(self, card: dict[str, Any], labels: dict[str, str]) -> str | None:
        if "✅ 通过" in labels:
            return labels["✅ 通过"]
        sent = next((data for data in labels.values() if data.startswith("review:sent")), None)
        again = next((data for data in labels.values() if data.startswith("review:again")), None)
        is_published = any(
            made.get("text") and made["text"] in card["text"]
            for made in self.telegram.messages(CHANNEL)
        )
        return sent if is_published else again

    def cards(self) -> Counter[str]:
        """The number of cards of each post."""
        return Counter(
            found[1]
            for card in self.telegram.messages(REVIEW)
            if (found := _CARD.match(card.get("text", "")))
        )
