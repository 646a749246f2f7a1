"""A persona asks for what it needs, one input after the other."""

from typing import Any

from bot.models.chat import Request
from bot.models.chat_settings import ChatSettings
from tests.commands.free_text_chat import FILE, GROUP, Chat
from tests.fakes.chat import FakeReply, pressed, said

NAMER = ChatSettings(persona="起名")


async def begin(chat: Chat, persona: str = "起名", **fields: Any) -> str:
    reply = FakeReply()
    cause = said(command="persona", **fields)
    await chat.persona_inputs.begin(cause, ChatSettings(persona=persona), reply)
    return "".join(reply.texts)


async def test_the_answers_to_its_questions_become_one_question_to_the_persona():
    chat = Chat()
    assert await begin(chat) == "姓什么？\n（一共 3 个问题；说“算了”就不问了。）"
    assert await chat.hear("王", settings=NAMER) == []
    assert chat.answer == "男孩还是女孩？"
    assert await chat.hear("女孩", settings=NAMER) == []
    assert chat.answer == "有什么愿望？"
    heard = await chat.hear("像月亮一样安静", settings=NAMER)
    assert heard == [("ask", "姓氏：王\n性别：女孩\n愿望：像月亮一样安静")]
    assert await chat.hear("再来几个", settings=NAMER) == [("ask", "再来几个")]


async def test_a_button_begins_the_questions_too():
    chat, reply = Chat(), FakeReply()
    await chat.persona_inputs.begin(pressed("settings:persona:起名", message_id=1), NAMER, reply)
    assert reply.text.startswith("姓什么？")


async def test_an_anonymous_administrator_who_presses_the_button_answers_as_the_group():
    chat, reply = Chat(), FakeReply()
    chat.permissions.anonymous = frozenset({(GROUP, 7)})
    choice = pressed("settings:persona:起名", message_id=1, chat_id=GROUP, sender_id=7)
    await chat.persona_inputs.begin(choice, NAMER, reply)
    await chat.hear("王", chat_id=GROUP, sender_id=GROUP)
    assert chat.answer.startswith("男孩还是女孩？")


async def test_an_answer_that_is_handled_again_is_taken_once():
    chat = Chat()
    await begin(chat)
    first = said("王", settings=NAMER)
    for _ in range(2):
        await chat.hear_request(first)
        assert chat.answer == "男孩还是女孩？"
    await chat.hear("女孩")
    last = said("安静", settings=NAMER)
    for _ in range(2):
        assert await chat.hear_request(last) == [("ask", "姓氏：王\n性别：女孩\n愿望：安静")]


async def test_it_stops_asking_at_a_word_at_an_order_and_where_another_persona_is_chosen():
    chat = Chat()
    await begin(chat)
    await chat.hear("算了")
    assert chat.answer == "好，那就算了。"
    assert await chat.hear("王") == [("ask", "王")]
    await begin(chat)
    assert await chat.hear("来一局成语接龙") == [("play", "")]
    assert await chat.hear("王") == [("ask", "王")]
    await begin(chat)
    assert await begin(chat, "物理") == ""
    assert await chat.hear("王") == [("ask", "王")]


async def test_in_a_group_only_who_chose_it_answers_and_only_by_speaking_to_the_bot():
    chat = Chat()
    assert "请回复这条消息" in await begin(chat, chat_id=GROUP, sender_id=7)
    assert await chat.hear("王", chat_id=GROUP, sender_id=7, addressed=False) == []
    assert chat.reply.texts == []
    assert await chat.hear("天空为什么是蓝的？", chat_id=GROUP, sender_id=8) == [
        ("ask", "天空为什么是蓝的？")
    ]
    await chat.hear("王", chat_id=GROUP, sender_id=7)
    assert chat.answer.startswith("男孩还是女孩？")


async def test_a_file_and_a_question_about_the_bot_are_no_answers():
    chat = Chat()
    await begin(chat)
    assert await chat.hear(file=FILE) == [("summarize", "")]
    await chat.hear("你会什么？")
    assert "接龙" in chat.answer
    await chat.hear("王")
    assert chat.answer == "男孩还是女孩？"


async def test_the_persona_that_asked_answers_also_where_the_chat_chose_another_one_meanwhile():
    chat, asked = Chat(), []

    async def note(request: Request, reply: Any) -> None:
        asked.append(request.settings.persona)

    chat.listener.ask = note  # type: ignore[attr-defined]  # stands for every command
    await begin(chat)
    for answer in ("王", "女孩", "安静"):
        await chat.hear(answer, settings=ChatSettings(persona="物理"))
    assert asked == ["起名"]
