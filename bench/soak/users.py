"""People who use the bot while it is being killed, and who know what they should have been told."""

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

_MOST_SAID = 400
"""The Telegram server forgets what is older than a thousand messages of a chat."""
_LINK = re.compile(r"该接「(.)」")
_CARD = re.compile(r"#(\d+)\b")


class SimulatedUser:
    """A person with a private chat."""

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
    def heard(self) -> list[str]:
        """What the bot says in the private chat now, oldest first."""
        return [made["text"] for made in self.telegram.messages(self.id) if made["from"]["is_bot"]]

    async def act(self) -> None:
        """Do one thing."""
        raise NotImplementedError

    def faults(self) -> dict[str, list[str]]:
        """What is wrong in the end, by kind."""
        raise NotImplementedError


def answer_to(question: str) -> list[str]:
    """What the model says: as long as the question's number wants, and told by nothing else."""
    length = 6 + sum(map(ord, question)) % 8
    return [f"答{question}之{number}。" for number in range(length)]


def model_answer(body: Mapping[str, Any]) -> Says:
    """The model's side of it."""
    return Says(answer_to(body["input"]["messages"][-1]["content"]), gap_s=0.1)


class AskingUser(SimulatedUser):
    """Asks the next question before the last is answered."""

    async def act(self) -> None:
        """Ask, and wait a little."""
        self.say(f"/ask 问{self.id}第{len(self.said)}题")
        await asyncio.sleep(random.uniform(0.5, 2.5))

    def faults(self) -> dict[str, list[str]]:
        """Every question has one answer, whole and in its place."""
        wanted = ["".join(answer_to(text.removeprefix("/ask "))) for text in self.said]
        heard = self.heard
        counted = Counter(heard)
        return {
            "lost": [text for text in wanted if text not in counted],
            "twice": [text for text, count in counted.items() if count > 1],
            "left hanging": [text for text in heard if text not in wanted],
            "misplaced": []
            if [text for text in heard if text in wanted] == wanted
            else [heard[-1]],
        }


class PlayingUser(SimulatedUser):
    """Plays 成语接龙 (idiom chain) in private, and never says an idiom twice."""

    def __init__(self, telegram: TelegramServer, number: int) -> None:
        super().__init__(telegram, number)
        self._used: set[str] = set()
        self.moves: list[str] = []

    async def act(self) -> None:
        """Wait for the bot's move, then make one; start a game where there is none."""
        messages = self.telegram.messages(self.id)
        is_answered = not messages or messages[-1]["from"]["is_bot"]
        if not is_answered or len(self.said) >= _MOST_SAID:
            await asyncio.sleep(0.05)
            return
        heard = self.heard
        linked = _LINK.search(heard[-1]) if heard else None
        move = self._next(linked[1]) if linked else None
        if move is None:
            self.say("/idiom 结束" if linked else "/idiom 一心一意")
            return
        self.moves.append(move.word)
        self.say(move.word)
        await asyncio.sleep(random.uniform(0.1, 0.6))

    def _next(self, char: str) -> Idiom | None:
        told = " ".join(self.heard)
        for idiom in shipped_dictionary().index("char").by_key.get(char, ()):
            if idiom.word not in self._used and idiom.word not in told:
                self._used.add(idiom.word)
                return idiom
        return None

    def faults(self) -> dict[str, list[str]]:
        """Every message has one answer; a move that was applied twice would be called repeated."""
        heard = self.heard
        return {
            "lost": [self.said[-1]] if len(heard) < len(self.said) else [],
            "twice": heard[len(self.said) :] + [text for text in heard if "用过" in text],
        }


class AuthorUser(SimulatedUser):
    """Submits posts."""

    async def act(self) -> None:
        """Submit one, and wait."""
        self.say(f"/post 第{len(self.said)}篇，{self.id}写的")
        await asyncio.sleep(random.uniform(1, 4))

    def faults(self) -> dict[str, list[str]]:
        """Every post is published once."""
        wanted = [text.removeprefix("/post ") for text in self.said]
        published = Counter(made.get("text", "") for made in self.telegram.messages(CHANNEL))
        return {
            "lost": [text for text in wanted if published[text] == 0],
            "twice": [text for text in wanted if published[text] > 1],
        }


class AdminUser:
    """Approves every card, and looks into the channel where the bot is unsure."""

    def __init__(self, telegram: TelegramServer) -> None:
        self.telegram = telegram
        self.presses = 0

    async def act(self) -> None:
        """Press what is to be pressed."""
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
        is_there = any(
            made.get("text") and made["text"] in card["text"]
            for made in self.telegram.messages(CHANNEL)
        )
        return sent if is_there else again

    def cards(self) -> Counter[str]:
        """How many cards each post has."""
        return Counter(
            found[1]
            for card in self.telegram.messages(REVIEW)
            if (found := _CARD.match(card.get("text", "")))
        )
