import asyncio
import re
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ChatGone, DeliveryPostponed, DeliveryRefused, DeliveryUnknown
from bot.models.chat import Button
from bot.streaming.editor import EditPacing, StreamEditor
from bot.streaming.markdown import render
from tests.fakes.chat import FakeReply
from tests.fakes.markdown_letters import PIECES

pytestmark = pytest.mark.looptime

STOP = ((Button("⏹", "stop:1"),),)


class SlowReply(FakeReply):
    """A chat whose calls take a second each; counts how many are under way."""

    def __init__(self) -> None:
        super().__init__()
        self.in_flight = self.most_in_flight = 0

    async def send_now(self, *args, **options):
        async with self._in_flight():
            return await super().send_now(*args, **options)

    async def edit(self, *args, **options):
        async with self._in_flight():
            return await super().edit(*args, **options)

    @asynccontextmanager
    async def _in_flight(self):
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        await asyncio.sleep(1)
        yield
        self.in_flight -= 1


async def write(reply: FakeReply, chunks: list[str], *, gap_s: float = 0.1, note: str = "") -> None:
    async with StreamEditor(reply, keyboard=STOP) as editor:
        for chunk in chunks:
            editor.append(chunk)
            await asyncio.sleep(gap_s)
        await editor.finish(note)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


async def test_the_message_grows_and_ends_whole_without_its_button():
    reply = FakeReply()
    chunks = [f"第{n}句话在这里。" for n in range(60)]
    await write(reply, chunks)
    [shown] = reply.messages.values()
    assert shown.text == "".join(chunks)
    assert shown.keyboard == ()
    assert 5 <= len(shown.history) <= 12
    assert all(
        later.startswith(earlier)
        for earlier, later in zip(shown.history, shown.history[1:], strict=False)
    )


async def test_the_first_text_comes_after_a_few_characters_or_a_fifth_of_a_second():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.append("十二个字一起来了就立刻显示")
        await asyncio.sleep(0.03)
        assert reply.text == "十二个字一起来了就立刻显示"
    slow = FakeReply()
    async with StreamEditor(slow) as editor:
        editor.append("短")
        await asyncio.sleep(0.1)
        assert slow.texts == []
        await asyncio.sleep(0.2)
        assert slow.text == "短"


async def test_an_answer_in_one_chunk_costs_one_call():
    reply = FakeReply()
    await write(reply, ["一个完整的短回答，一次就写完了。"], gap_s=0)
    [shown] = reply.messages.values()
    assert shown.history == ["一个完整的短回答，一次就写完了。"]
    assert shown.keyboard == ()


async def test_progress_is_shown_until_text_comes_in_the_same_message():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.show("读取中…")
        await asyncio.sleep(0.5)
        assert reply.text == "读取中…"
        editor.append("摘要")
        await editor.finish()
    assert reply.text == "摘要"


async def test_dropped_edits_are_replaced_by_the_final_text():
    reply = FakeReply()
    reply.drops = 1000
    await write(reply, ["一段文字，" * 5] * 20)
    assert reply.text == "一段文字，" * 100


async def test_a_note_follows_the_text_or_stands_alone():
    reply = FakeReply()
    await write(reply, ["半句话"], note="（已停止）")
    assert reply.text == "半句话\n\n（已停止）"
    empty = FakeReply()
    await write(empty, [], note="模型没有响应。")
    assert empty.text == "模型没有响应。"


async def test_entities_that_are_refused_go_out_as_plain_text():
    reply = FakeReply()
    reply.refuses_entities = True
    await write(reply, ["**粗体**的一句话在这里面"], gap_s=0)
    [shown] = reply.messages.values()
    assert shown.text == "粗体的一句话在这里面"
    assert shown.spans == ()


async def test_a_final_edit_of_unknown_end_is_repeated_until_it_is_done():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.append("一二三四五六七八九十一二")
        await asyncio.sleep(0.5)
        editor.append("结尾")
        reply.failures = [DeliveryUnknown(), DeliveryUnknown(), None]
        await editor.finish()
    assert reply.text == "一二三四五六七八九十一二结尾"


async def test_a_long_answer_goes_on_in_the_next_message_and_only_the_last_has_the_button():
    reply = FakeReply()
    async with StreamEditor(reply, keyboard=STOP) as editor:
        for n in range(120):
            editor.append(f"第{n}段。" + "字" * 90 + "\n\n")
            await asyncio.sleep(0.1)
        assert [bool(shown.keyboard) for shown in reply.messages.values()][:-1].count(True) == 0
        await editor.finish()
    assert len(reply.texts) >= 3
    whole = "".join(f"第{n}段。" + "字" * 90 for n in range(120))
    assert squeezed("".join(reply.texts)) == whole
    assert all(not shown.keyboard for shown in reply.messages.values())


async def test_a_message_that_the_text_has_outgrown_is_not_edited_again():
    reply = FakeReply()
    await write(reply, [f"第{n}段。" + "字" * 90 + "\n\n" for n in range(150)])
    *outgrown, _ = reply.messages.values()
    assert len(outgrown) >= 2
    assert all(shown.history.count(shown.text) == 1 for shown in outgrown)


async def test_a_message_counts_as_growing_from_the_start_to_its_last_call():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.append("一二三四五六七八九十一二")
        assert reply.growing_now == 1
        await editor.finish()
        assert reply.growing_now == 1
    assert reply.growing_now == 0
    with pytest.raises(ValueError, match="boom"):
        async with StreamEditor(reply):
            raise ValueError("boom")
    assert reply.growing_now == 0


async def test_a_dropped_line_of_progress_is_shown_later():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.show("读取第 1/12 部分…")
        await asyncio.sleep(0.3)
        reply.drops = 2
        editor.show("读取第 2/12 部分…")
        await asyncio.sleep(3)
        assert reply.text == "读取第 2/12 部分…"


async def test_a_line_of_progress_without_text_is_gone_in_the_end():
    reply = FakeReply()
    async with StreamEditor(reply, keyboard=STOP) as editor:
        editor.show("思考中…")
        await asyncio.sleep(0.5)
        assert reply.keyboard == STOP
        await editor.finish()
    assert reply.texts == []


async def test_an_edit_that_failed_while_the_text_grew_is_replaced_by_a_later_one():
    reply = FakeReply()
    reply.edit_failures = [DeliveryUnknown(), DeliveryRefused(reason="Internal Server Error")]
    await write(reply, [f"第{n}句话。" for n in range(20)], gap_s=0.2)
    assert reply.text == "".join(f"第{n}句话。" for n in range(20))


async def test_a_growing_message_that_somebody_deletes_is_sent_anew():
    reply = FakeReply()
    async with StreamEditor(reply, keyboard=STOP) as editor:
        editor.append("一二三四五六七八九十一二")
        await asyncio.sleep(0.5)
        reply.delete_all()
        editor.append("三四")
        await asyncio.sleep(1)
        assert reply.text == "一二三四五六七八九十一二三四"
        assert reply.keyboard == STOP
        reply.delete_all()
        await editor.finish("（完）")
    assert reply.text == "一二三四五六七八九十一二三四\n\n（完）"


async def test_the_pauses_are_those_of_the_budget():
    reply = FakeReply()
    reply.pause_s = 3
    await write(reply, ["一句话，"] * 100)
    assert len(reply.messages[min(reply.messages)].history) == 1 + 3 + 1


async def test_leaving_without_finish_takes_the_button_away():
    reply = FakeReply()
    async with StreamEditor(reply, keyboard=STOP) as editor:
        editor.append("一二三四五六七八九十一二")
        await asyncio.sleep(0.5)
        assert reply.keyboard
    assert not reply.keyboard
    assert reply.text == "一二三四五六七八九十一二"


async def test_only_finish_raises_that_a_chat_is_gone():
    reply = FakeReply()
    reply.failures = [ChatGone()] * 10
    with pytest.raises(ChatGone):
        await write(reply, ["说给谁听呢，没有人在这里。"])
    assert reply.texts == []


async def test_a_text_that_shrinks_at_the_end_leaves_no_surplus_message():
    reply = FakeReply()
    body = "字" * 4093
    async with StreamEditor(reply) as editor:
        editor.append("**" + body + "尾尾")
        await asyncio.sleep(0.5)
        assert len(reply.texts) == 2
        editor.append("**")
        await editor.finish()
    assert reply.texts == [body + "尾尾"]


async def test_an_answer_of_nothing_but_marks_shows_them():
    reply = FakeReply()
    async with StreamEditor(reply, keyboard=STOP) as editor:
        editor.show("思考中…")
        await asyncio.sleep(1)
        editor.append("```\n```")
        await editor.finish()
    assert reply.texts == ["```\n```"]
    assert reply.keyboard == ()


async def test_a_dialogue_is_no_list_of_links():
    reply = FakeReply()
    await write(reply, ["[小明]: 你好\n", "[小红]: 嗨"])
    assert reply.texts == ["[小明]: 你好\n[小红]: 嗨"]


async def test_the_final_text_never_overtakes_the_edit_in_flight():
    reply = SlowReply()
    async with StreamEditor(reply) as editor:
        editor.append("一二三四五六七八九十一二")
        await asyncio.sleep(1.5)
        editor.append("三四")
        await asyncio.sleep(0.5)
        editor.append("五")
        await editor.finish()
    assert reply.text == "一二三四五六七八九十一二三四五"
    assert reply.most_in_flight == 1


markdown = st.lists(st.sampled_from(PIECES), min_size=1, max_size=120)
faults = st.lists(st.sampled_from([None, None, DeliveryUnknown()]), max_size=6)


@settings(max_examples=40, deadline=None)
@given(chunks=markdown, faults=faults, drops=st.integers(0, 20), refuses=st.booleans())
async def test_the_chat_shows_the_whole_text_in_the_end_whatever_fails(
    chunks, faults, drops, refuses
):
    reply = FakeReply()
    reply.refuses_entities = refuses
    reply.pause_s = 0
    async with StreamEditor(reply, pacing=EditPacing(first_s=0, min_s=0, max_s=0)) as editor:
        reply.drops = drops
        for chunk in chunks:
            editor.append(chunk)
            await asyncio.sleep(0)
        reply.edit_failures = list(faults)
        await editor.finish()
    whole = render("".join(chunks)).text
    if whole.strip():
        assert squeezed("".join(reply.texts)) == squeezed(whole)


class BusyReply(FakeReply):
    """A chat whose budget is spent until `is_busy` is False; what is to be sent meanwhile is left."""

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = True
        self.left: list[str] = []

    async def send(self, text, **options):
        if self.is_busy:
            self.left.append(text.text)
        else:
            await super().send(text, **options)

    async def send_now(self, *args, **options):
        if self.is_busy:
            raise DeliveryPostponed(40)
        return await super().send_now(*args, **options)


async def test_an_answer_in_a_busy_chat_waits_for_nothing_and_is_left_as_text():
    reply = BusyReply()
    started = asyncio.get_running_loop().time()
    await write(reply, ["一句话。"] * 20)
    assert asyncio.get_running_loop().time() - started < 3
    assert reply.texts == []
    assert reply.left == ["一句话。" * 20]


async def test_an_answer_shows_as_soon_as_its_chat_has_room():
    reply = BusyReply()
    async with StreamEditor(reply) as editor:
        editor.append("一二三四五六七八九十一二")
        await asyncio.sleep(2)
        assert reply.texts == []
        reply.is_busy = False
        await asyncio.sleep(2)
        assert reply.text == "一二三四五六七八九十一二"
        await editor.finish()
    assert reply.left == []


async def test_no_message_follows_one_that_the_text_has_outgrown_before_that_is_whole():
    reply = FakeReply()
    async with StreamEditor(reply) as editor:
        editor.append("一二三四五六七八九十一二")
        await asyncio.sleep(1)
        reply.drops = 2
        editor.append("字" * 5000)
        await asyncio.sleep(0.9)
        assert len(reply.texts) == 1
        await asyncio.sleep(2)
        assert [len(text) for text in reply.texts] == [4096, 916]
        await editor.finish()
