"""Asks before a long document, or much of a group's talk, is summarised: "about 40 parts, go on?".

There is a button for each answer (long_summary_buttons.py).
"""

from bot.commands.stoppable_answer import Ending
from bot.commands.summary_source import FromFile, FromLink, Source
from bot.models.chat import Button, Keyboard, Language, Request
from bot.models.summary_offer import SummaryOffer
from bot.ports.summary_offers import SummaryOffers
from bot.texts import summarize as texts

ASKS_ABOVE_PARTS = 10
"""By default about 240,000 tokens, a quarter of what a person has in a day."""
GO, DROP = "summary:go", "summary:drop"


def offer_of(source: Source, parts: int, request: Request) -> SummaryOffer:
    """What is asked about: several documents are found again by the request, while they are kept."""
    return SummaryOffer(
        request.sender.id,
        request.message_id,
        parts,
        source.instruction,
        file=source.file if isinstance(source, FromFile) else None,
        url=source.url if isinstance(source, FromLink) else "",
    )


async def ask_first(offer: SummaryOffer, language: Language, offers: SummaryOffers) -> Ending:
    """The question whether to go on; what is asked about is kept for a day."""
    offer_id = await offers.put(offer)
    question = texts.LONG_DIGEST if offer.is_digest else texts.LONG
    keyboard = question_keyboard(offer_id, language)
    return Ending(question.to(language, parts=offer.parts), keyboard)


def question_keyboard(offer_id: str, language: Language) -> Keyboard:
    """The buttons below the question."""
    go = Button(texts.LONG_GO.to(language), f"{GO}:{offer_id}")
    drop = Button(texts.LONG_DROP.to(language), f"{DROP}:{offer_id}")
    return ((go, drop),)
