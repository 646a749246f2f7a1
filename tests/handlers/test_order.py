import asyncio

from telegram import Update

from bot.handlers.order import OrderedProcessor
from tests.fakes.botapi import message, update, user


class Workshop:
    """Handles updates by noting when each begins and ends; `gate` lets them end."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.gate = asyncio.Event()

    async def handle(self, made: Update) -> None:
        text = made.message.text if made.message else made.callback_query.data  # type: ignore[union-attr]  # one of both
        self.seen.append(f"+{text}")
        await self.gate.wait()
        self.seen.append(f"-{text}")


async def process(*updates: Update) -> Workshop:
    processor, workshop = OrderedProcessor(), Workshop()
    async with asyncio.TaskGroup() as tasks:
        for made in updates:
            tasks.create_task(processor.process_update(made, workshop.handle(made)))
        for _ in range(10):
            await asyncio.sleep(0)
        workshop.seen.append("…")
        workshop.gate.set()
    return workshop


def said(text: str, sender_id: int = 1, chat_id: int = -100) -> Update:
    return update(message=message(text, chat_id=chat_id, sender=user(sender_id)))


async def test_one_person_is_handled_in_order():
    workshop = await process(said("a"), said("b"), said("c"))
    assert workshop.seen == ["+a", "…", "-a", "+b", "-b", "+c", "-c"]


async def test_different_people_are_handled_at_the_same_time():
    workshop = await process(said("a"), said("b", sender_id=2))
    assert workshop.seen[:3] == ["+a", "+b", "…"]


async def test_one_person_in_two_chats_is_handled_at_the_same_time():
    workshop = await process(said("a"), said("b", chat_id=-200))
    assert workshop.seen[:3] == ["+a", "+b", "…"]


async def test_stop_overtakes_what_it_stops():
    workshop = await process(said("/ask x"), said("/stop"), said("later"))
    assert workshop.seen[:3] == ["+/ask x", "+/stop", "…"]


async def test_a_press_overtakes():
    query = {"id": "1", "from": user(), "chat_instance": "c", "data": "stop:1"}
    workshop = await process(said("a"), update(callback_query=query))
    assert workshop.seen[:3] == ["+a", "+stop:1", "…"]
