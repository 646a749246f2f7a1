"""What follows the question whether to go on with a long summary: the summary, or nothing."""

from contextlib import suppress
from dataclasses import dataclass

from bot.commands.digest.commands import DigestCommand
from bot.commands.summarize import SummarizeCommand
from bot.commands.summary_source import FromFile, FromKept, FromLink, Source
from bot.errors import MessageGone
from bot.models.chat import ButtonPress, QuotedMessage, Request
from bot.models.summary_offer import SummaryOffer
from bot.models.usage import Caller
from bot.ports.chat import Permissions, Reply
from bot.texts import summarize as texts


@dataclass(frozen=True, slots=True)
class LongSummaryButtons:
    """Handles the answers to the question.

    Args:
        command: summarises documents.
        digest: sums up what was said.
        permissions: under which id somebody who presses a button writes.
    """

    command: SummarizeCommand
    digest: DigestCommand
    permissions: Permissions

    async def go_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`summary:go:<offer>`: fetch the document again, and summarise it.

        It counts as the request that asked for the summary. Raises a `ModelError` where the budget was
        spent meanwhile; the question then stays.
        """
        offer = await self._offer(press, reply)
        if offer is None:
            return
        is_found_again = offer.file or offer.url or offer.is_digest
        several = None if is_found_again else _pointing_at(offer, press)
        request = Request(
            press.update_id,
            press.thread,
            press.chat_kind,
            press.sender,
            offer.message_id,
            text=f"{offer.url} {offer.instruction}".strip(),  # for another attempt
            file=offer.file,
            quoted=several,
            settings=press.settings,
        )
        await self.command.summaries.check(Caller.of(request))
        if not await self._take(press, reply):
            return
        await reply.answer_press()
        await _replace(press, reply, texts.LONG_BEGUN.to(press.language, parts=offer.parts))
        if offer.is_digest:
            await self.digest.digest(request, reply, is_confirmed=True)
        else:
            await self.command.stream(_source_of(offer), request, reply, is_confirmed=True)

    async def drop_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`summary:drop:<offer>`: do not read it."""
        if await self._offer(press, reply) and await self._take(press, reply):
            await _replace(press, reply, texts.LONG_DROPPED.to(press.language))

    async def _offer(self, press: ButtonPress, reply: Reply) -> SummaryOffer | None:
        """The offer, if it is still kept and the presser's; else the presser is told."""
        offer = await self.command.offers.get(_id_of(press))
        if offer is not None and await self._is_sender(press, offer.sender_id):
            return offer
        refusal = texts.LONG_NOT_YOURS if offer else texts.LONG_GONE
        await reply.answer_press(refusal.to(press.sender.language), alert=True)
        return None

    async def _is_sender(self, press: ButtonPress, sender_id: int) -> bool:
        if sender_id > 0:
            return press.sender.id == sender_id
        chat_id = press.thread.chat_id
        return await self.permissions.writes_as(chat_id, press.sender.id) == sender_id

    async def _take(self, press: ButtonPress, reply: Reply) -> bool:
        """Is this the first answer? Else the presser is told."""
        is_first = await self.command.offers.take(_id_of(press), press.update_id)
        if not is_first:
            await reply.answer_press(texts.LONG_TAKEN.to(press.sender.language), alert=True)
        return is_first


def _id_of(press: ButtonPress) -> str:
    return press.action.rpartition(":")[2]


def _source_of(offer: SummaryOffer) -> Source:
    if offer.file is not None:
        return FromFile(offer.file, offer.instruction)
    if offer.url:
        return FromLink(offer.url, offer.instruction)
    return FromKept(offer.message_id, offer.instruction)


def _pointing_at(offer: SummaryOffer, press: ButtonPress) -> QuotedMessage:
    """The message that brought several documents, so that another attempt finds them by it."""
    return QuotedMessage(offer.message_id, "", None, press.sender.id, by_bot=False)


async def _replace(press: ButtonPress, reply: Reply, text: str) -> None:
    with suppress(MessageGone):
        await reply.edit(press.message_id, text)
