"""The button 🖼 below a game that is over: its chain as a picture."""

import asyncio
from dataclasses import dataclass, field

from bot.commands.chat_rules import is_press_refused
from bot.commands.idiom.renderer import shown_name
from bot.errors import DeliveryError
from bot.idioms.chain_picture import (
    COLOURS,
    MAX_DRAWN,
    NO_PLAYER,
    ChainPicture,
    DrawnIdiom,
    draw,
    drawable,
)
from bot.models.chat import ButtonPress, Language
from bot.models.game import Recap, Score
from bot.ports.chat import Messenger, Reply
from bot.ports.games import GameRepository
from bot.texts import idiom_boards as texts


@dataclass(frozen=True, slots=True)
class RecapCommands:
    """Draws chains, one at a time, in a thread.

    Args:
        games: the game that ended last.
        messenger: sends the picture.
    """

    games: GameRepository
    messenger: Messenger
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def pressed(self, press: ButtonPress, reply: Reply) -> None:
        """Send the picture once, whoever asks for it."""
        if await is_press_refused("idiom", press, reply):
            return
        language, version = press.sender.language, press.action.rpartition(":")[2]
        recap = await self.games.recap(press.thread)
        if recap is None or str(recap.version) != version:
            await reply.answer_press(texts.PICTURE_GONE.to(language), alert=True)
        elif not await self.games.claim_picture(press.thread, recap, press.update_id):
            await reply.answer_press(texts.PICTURE_DRAWN.to(language))
        else:
            await self._send(recap, press, reply)

    async def _send(self, recap: Recap, press: ButtonPress, reply: Reply) -> None:
        await reply.answer_press()
        async with self._drawing:
            data = await asyncio.to_thread(draw_chain, recap, press.language)
        caption = texts.PICTURE_CAPTION.to(press.language, count=len(recap.chain))
        thread = press.thread
        try:
            await self.messenger.send_image(thread.chat_id, data, caption, topic_id=thread.topic_id)
        except DeliveryError:
            await self.games.release_picture(thread, recap)
            raise


def draw_chain(recap: Recap, language: Language) -> bytes:
    """The picture of a chain; of a very long one the end."""
    players = sorted(recap.scores.items(), key=lambda item: -item[1].points)
    colours = {person: COLOURS[min(at, len(COLOURS) - 1)] for at, (person, _) in enumerate(players)}
    legend = [
        (_player(score, at, language), colours[person])
        for at, (person, score) in enumerate(players, 1)
    ]
    if any(move.by == 0 for move in recap.chain):
        legend.append((texts.PICTURE_BOT.to(language), NO_PLAYER))
    left_out = max(0, len(recap.chain) - MAX_DRAWN)
    return draw(
        ChainPicture(
            texts.PICTURE_TITLE.to(language, count=len(recap.chain)),
            legend,
            [
                DrawnIdiom(number, drawable(move.word), colours.get(move.by, NO_PLAYER))
                for number, move in enumerate(recap.chain[left_out:], left_out + 1)
            ],
            texts.PICTURE_LEFT_OUT.to(language, count=left_out) if left_out else "",
        )
    )


def _player(score: Score, number: int, language: Language) -> str:
    """Name and points; a name is shown as far as it can be drawn."""
    name = drawable(shown_name(score.name))
    name = name or texts.PICTURE_SOMEBODY.to(language, number=number)
    return texts.PICTURE_PLAYER.to(language, name=name, points=score.points)
