"""The chat page's API, and what tests set up behind the scenes."""

import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram import AJIE, CHANNEL, LUCY, REVIEW, TEA_HOUSE, XIAOMING, Chatroom


class Page:
    """The page's calls."""

    def __init__(self, session: aiohttp.ClientSession, room: Chatroom) -> None:
        self._session = session
        self._url = f"{room.url}/playground"

    async def post(self, path: str, expect: int = 200, headers: Any = None, **body: Any) -> Any:
        async with self._session.post(f"{self._url}/{path}", json=body, headers=headers) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json()

    async def upload(self, **fields: Any) -> Any:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", "第一章".encode(), filename="书.txt")
        for name, value in fields.items():
            form.add_field(name, str(value))
        async with self._session.post(f"{self._url}/files", data=form) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self._session.get(f"{self._url}/{path}") as answer:
            return await answer.json()


@pytest.fixture
def page(http, room):
    return Page(http, room)


async def next_event(stream: aiohttp.ClientResponse) -> tuple[str, Any, str]:
    """The next event: kind and data, without its comments."""
    fields: dict[str, str] = {}
    while not fields.get("data"):
        line = (await stream.content.readline()).decode().rstrip("\n")
        name, _, value = line.partition(": ")
        if name:
            fields[name] = value
    return fields["event"], json.loads(fields["data"]), fields["id"]


async def test_the_state_shows_people_chats_and_messages(page, room: Chatroom, bot):
    await bot.ok("setMyCommands", commands=[{"command": "ask", "description": "ask"}])
    room.say(XIAOMING, TEA_HOUSE, "你好")
    state = await page.get("state")
    assert [person["first_name"] for person in state["people"]] == ["小明", "Lucy", "阿杰"]
    assert [person["is_admin"] for person in state["people"]] == [False, False, True]
    chats = {chat["id"]: chat for chat in state["chats"]}
    assert chats[REVIEW]["members"] == [AJIE]
    assert (chats[CHANNEL]["members"], len(chats[CHANNEL]["readers"])) == ([AJIE], 3)
    assert state["messages"][str(TEA_HOUSE)][0]["text"] == "你好"
    assert state["bot"]["commands"]["zh"][0]["command"] == "ask"


async def test_what_a_person_does_on_the_page_becomes_an_update(page, room: Chatroom, bot):
    sent = await page.post("messages", person_id=XIAOMING, chat_id=TEA_HOUSE, text="/ask 天空")
    assert sent["message"]["entities"] == [{"offset": 0, "length": 4, "type": "bot_command"}]
    asked = {"person_id": XIAOMING, "chat_id": XIAOMING}
    file = await page.upload(**asked, caption="总结", reply_to_message_id="")
    forward = await page.post(
        "forwards",
        **asked,
        from_chat_id=TEA_HOUSE,
        message_id=sent["message"]["message_id"],
    )
    updates = await bot.ok("getUpdates")
    assert [update["update_id"] for update in updates] == [
        done["update_id"] for done in (sent, file, forward)
    ]
    assert file["message"]["document"]["file_name"] == "书.txt"
    assert forward["message"]["forward_origin"]["sender_user"]["id"] == XIAOMING


async def test_the_stream_tells_what_happens_and_can_be_resumed(page, room: Chatroom, bot, http):
    async with http.get(f"{room.url}/playground/events") as stream:
        sent = await bot.ok(
            "sendMessage",
            chat_id=TEA_HOUSE,
            text="思考中…",
            reply_markup={"inline_keyboard": [[{"text": "停", "callback_data": "stop:1"}]]},
        )
        kind, data, first_id = await next_event(stream)
        assert (kind, data["message"]) == ("message", sent)
        query_id = room.press(LUCY, sent, "停")
        edit = {"chat_id": TEA_HOUSE, "message_id": sent["message_id"]}
        await bot.ok("answerCallbackQuery", callback_query_id=query_id, text="好", show_alert=True)
        await bot.ok("editMessageText", **edit, text="答")
        await bot.ok("sendChatAction", chat_id=TEA_HOUSE, action="typing")
        await bot.ok("deleteMessage", **edit)
        seen = [await next_event(stream) for _ in range(4)]
    assert [kind for kind, _, _ in seen] == ["notice", "edited", "action", "deleted"]
    assert (seen[0][1]["person_id"], seen[0][1]["show_alert"]) == (LUCY, True)
    headers = {"Last-Event-ID": first_id}
    async with http.get(f"{room.url}/playground/events", headers=headers) as again:
        assert [await next_event(again) for _ in range(4)] == seen
    async with http.get(f"{room.url}/playground/events", headers={"Last-Event-ID": "5"}) as lost:
        assert (await next_event(lost))[0] == "reset"


@pytest.mark.parametrize(
    ("selective", "fields", "asked"),
    [
        (False, {}, [XIAOMING, LUCY, AJIE]),
        (True, {}, []),
        (True, {"text": "@lucy_tea？"}, [LUCY]),
        (
            True,
            {
                "entities": [
                    {"type": "text_mention", "offset": 0, "length": 2, "user": {"id": AJIE}}
                ]
            },
            [AJIE],
        ),
    ],
    ids=["everybody", "nobody mentioned", "a username", "a name"],
)
async def test_the_stream_tells_whose_app_opens_an_answer(
    room: Chatroom, bot, http, selective, fields, asked
):
    room.service.world.people[LUCY].username = "lucy_tea"
    async with http.get(f"{room.url}/playground/events") as stream:
        markup = {"force_reply": True, "selective": selective}
        sent = await bot.ok(
            "sendMessage",
            **{"chat_id": TEA_HOUSE, "text": "阿杰？", **fields, "reply_markup": markup},
        )
        await next_event(stream)
        kind, data, _ = await next_event(stream)
    assert (kind, data["message"]) == ("force_reply", sent)
    assert data["person_ids"] == asked


async def test_who_is_answered_is_asked_too(room: Chatroom, bot, http):
    said = room.say(LUCY, TEA_HOUSE, "hi")
    async with http.get(f"{room.url}/playground/events") as stream:
        await bot.ok(
            "sendMessage",
            chat_id=TEA_HOUSE,
            text="?",
            reply_parameters={"message_id": said["message_id"]},
            reply_markup={"force_reply": True, "selective": True},
        )
        await next_event(stream)
        _, data, _ = await next_event(stream)
    assert data["person_ids"] == [LUCY]


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("messages", {"person_id": 5, "chat_id": 5, "text": "x"}, 404, "no person 5"),
        ("messages", {"person_id": XIAOMING, "chat_id": REVIEW, "text": "x"}, 403, "not in chat"),
        ("messages", {"person_id": XIAOMING, "chat_id": CHANNEL, "text": "x"}, 403, "channel"),
        ("messages", {"person_id": XIAOMING, "chat_id": XIAOMING, "text": " "}, 400, "text"),
        ("messages", {"person_id": "?", "chat_id": XIAOMING, "text": "x"}, 400, "person_id"),
        ("presses", {"person_id": XIAOMING, "chat_id": XIAOMING, "message_id": 1}, 404, "message"),
        ("faults", {"method": "sendMessage", "colour": 1}, 400, "colour"),
        ("chats", {"action": "explode"}, 400, "action"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(page, path, body, status, word):
    assert word in (await page.post(path, expect=status, **body))["error"]


async def test_another_web_site_cannot_act_through_the_browser(page, http, room: Chatroom):
    asked = {"person_id": XIAOMING, "chat_id": XIAOMING, "text": "x"}
    await page.post("messages", expect=403, headers={"Sec-Fetch-Site": "cross-site"}, **asked)
    async with http.post(
        f"{room.url}/playground/messages", data=json.dumps(asked).encode()
    ) as answer:
        assert answer.status == 415
    assert room.messages(XIAOMING) == []


async def test_chats_people_topics_and_migrations_can_be_set_up(page, room: Chatroom, bot):
    await page.post("chats", action="person", id=104, first_name="阿花", language_code="en")
    made = await page.post("chats", action="create", type="group", title="新", members=[104, AJIE])
    chat_id = made["chat"]["id"]
    await page.post("chats", action="join", chat_id=chat_id, person_id=LUCY)
    moved = await page.post("chats", action="migrate", chat_id=chat_id)
    topic = await page.post("chats", action="topic", chat_id=moved["chat_id"], name="闲聊")
    assert room.last(moved["chat_id"])["message_id"] == topic["message_thread_id"]
    assert await bot.ok("getChatMemberCount", chat_id=moved["chat_id"]) == 4


async def test_an_ordered_refusal_comes_as_often_as_ordered(page, room: Chatroom, bot):
    await page.post("faults", method="sendMessage", chat_id=LUCY, retry_after=3, times=2)
    for _ in range(2):
        body = await bot.call("sendMessage", chat_id=LUCY, text="x")
        assert (body["error_code"], body["parameters"]) == (429, {"retry_after": 3})
        await bot.ok("sendMessage", chat_id=XIAOMING, text="x")
    await bot.ok("sendMessage", chat_id=LUCY, text="x")
    log = await page.get("log")
    assert [call["ok"] for call in log] == [False, True, False, True, True]
    assert log[0]["params"] == {"chat_id": LUCY, "text": "x"}


async def test_an_answer_can_be_lost_after_the_deed(page, room: Chatroom, bot):
    await page.post("faults", method="sendMessage", after_delivery="cut")
    with pytest.raises(aiohttp.ClientError):
        await bot.call("sendMessage", chat_id=XIAOMING, text="一")
    assert room.last(XIAOMING)["text"] == "一"
    await page.post("faults", method="*", after_delivery="hang")
    with pytest.raises(TimeoutError):
        await _within(0.1, bot.call("sendMessage", chat_id=XIAOMING, text="二"))
    assert room.last(XIAOMING)["text"] == "二"


async def _within(seconds: float, call: Awaitable[Any]) -> Any:
    async with asyncio.timeout(seconds):
        return await call
