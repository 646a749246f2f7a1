"""The chat page's endpoints: state, event stream, user actions."""

import json
from typing import Any

import aiohttp
import pytest

from tests.fakes.telegram import AJIE, CHANNEL, GROUP, LUCY, REVIEW, XIAOMING, TelegramServer


class Page:
    """The requests of the page."""

    def __init__(self, session: aiohttp.ClientSession, telegram: TelegramServer) -> None:
        self._session = session
        self._url = f"{telegram.url}/playground"
        self._token = {"Authorization": f"Bearer {telegram.token}"}

    async def post(self, path: str, expect: int = 200, **body: Any) -> Any:
        async with self.send(path, json=body) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json()

    async def upload(self, **fields: Any) -> Any:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", "第一章".encode(), filename="书.txt")
        for name, value in fields.items():
            form.add_field(name, str(value))
        async with self.send("files", data=form) as answer:
            return await answer.json()

    def send(self, path: str, language: str = "en", **body: Any) -> Any:
        headers = self._token | {"Accept-Language": language}
        return self._session.post(f"{self._url}/{path}", headers=headers, **body)

    async def get(self, path: str) -> Any:
        async with self._session.get(f"{self._url}/{path}", headers=self._token) as answer:
            return await answer.json()

    def events(self, **headers: str) -> Any:
        """Open the event stream as a browser does, which sends no token in a header."""
        params = {"token": self._token["Authorization"].removeprefix("Bearer ")}
        return self._session.get(f"{self._url}/events", params=params, headers=headers)


@pytest.fixture
def page(http, telegram):
    return Page(http, telegram)


async def next_event(stream: aiohttp.ClientResponse) -> tuple[str, Any, str]:
    """The next event: kind, data and id, without comments."""
    fields: dict[str, str] = {}
    while not fields.get("data"):
        line = (await stream.content.readline()).decode().rstrip("\n")
        name, _, value = line.partition(": ")
        if name:
            fields[name] = value
    return fields["event"], json.loads(fields["data"]), fields["id"]


async def test_the_state_contains_users_chats_and_messages(page, telegram: TelegramServer, bot):
    telegram.say(XIAOMING, GROUP, "你好")
    state = await page.get("state")
    assert [user["first_name"] for user in state["users"]] == ["小明", "Lucy", "阿杰"]
    assert [user["is_admin"] for user in state["users"]] == [False, False, True]
    chats = {chat["id"]: chat for chat in state["chats"]}
    assert chats[REVIEW]["members"] == [AJIE]
    assert (chats[CHANNEL]["members"], len(chats[CHANNEL]["readers"])) == ([AJIE], 3)
    assert state["messages"][str(GROUP)][0]["text"] == "你好"


async def test_a_menu_has_the_narrowest_scope_of_the_user_and_chat_first_in_their_language(
    page, telegram: TelegramServer, bot
):
    async def offer(name: str, scope: str, language: str = "", **of: int) -> None:
        commands = [{"command": name, "description": name}]
        where = {"type": scope, **of}
        await bot.ok("setMyCommands", commands=commands, scope=where, language_code=language)

    async def offered(user_id: int, chat_id: int) -> str:
        menu = await page.get(f"menu?user_id={user_id}&chat_id={chat_id}")
        return ",".join(row["command"] for row in menu["commands"])

    assert await offered(XIAOMING, XIAOMING) == ""
    await offer("default", "default")
    assert await offered(XIAOMING, GROUP) == "default"
    await offer("in_private", "all_private_chats")
    await offer("in_private_zh", "all_private_chats", "zh")
    await offer("in_groups", "all_group_chats")
    await offer("of_admins", "all_chat_administrators")
    await offer("of_review", "chat", chat_id=REVIEW)
    assert await offered(XIAOMING, XIAOMING) == "in_private_zh"
    assert await offered(LUCY, LUCY) == "in_private"
    assert await offered(LUCY, GROUP) == "in_groups"
    assert await offered(AJIE, GROUP) == "of_admins"
    assert await offered(AJIE, REVIEW) == "of_review"
    await offer("of_reviewers", "chat_administrators", chat_id=REVIEW)
    assert await offered(AJIE, REVIEW) == "of_reviewers"
    await offer("of_lucy", "chat_member", chat_id=GROUP, user_id=LUCY)
    assert await offered(LUCY, GROUP) == "of_lucy"


async def test_what_a_user_does_on_the_page_becomes_an_update(page, telegram: TelegramServer, bot):
    sent = await page.post("messages", user_id=XIAOMING, chat_id=GROUP, text="/ask 天空")
    assert sent["message"]["entities"] == [{"offset": 0, "length": 4, "type": "bot_command"}]
    asked = {"user_id": XIAOMING, "chat_id": XIAOMING}
    file = await page.upload(**asked, caption="总结", reply_to_message_id="")
    forward = await page.post(
        "forwards",
        **asked,
        from_chat_id=GROUP,
        message_id=sent["message"]["message_id"],
    )
    updates = await bot.ok("getUpdates")
    assert [update["update_id"] for update in updates] == [
        done["update_id"] for done in (sent, file, forward)
    ]
    assert file["message"]["document"]["file_name"] == "书.txt"
    assert forward["message"]["forward_origin"]["sender_user"]["id"] == XIAOMING


async def test_the_event_stream_can_be_resumed(page, telegram: TelegramServer, bot):
    async with page.events() as stream:
        sent = await bot.ok(
            "sendMessage",
            chat_id=GROUP,
            text="思考中…",
            reply_markup={"inline_keyboard": [[{"text": "停", "callback_data": "stop:1"}]]},
        )
        kind, data, first_id = await next_event(stream)
        assert (kind, data["message"]) == ("message", sent)
        query_id = telegram.press(LUCY, sent, "停")
        edit = {"chat_id": GROUP, "message_id": sent["message_id"]}
        await bot.ok("answerCallbackQuery", callback_query_id=query_id, text="好", show_alert=True)
        await bot.ok("editMessageText", **edit, text="答")
        await bot.ok("sendChatAction", chat_id=GROUP, action="typing")
        await bot.ok("deleteMessage", **edit)
        seen = [await next_event(stream) for _ in range(4)]
    assert [kind for kind, _, _ in seen] == ["callback_answer", "edited", "chat_action", "deleted"]
    assert (seen[0][1]["user_id"], seen[0][1]["show_alert"]) == (LUCY, True)
    async with page.events(**{"Last-Event-ID": first_id}) as again:
        assert [await next_event(again) for _ in range(4)] == seen
    async with page.events(**{"Last-Event-ID": "5"}) as lost:
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
async def test_a_force_reply_event_names_the_users_it_is_for(
    page, telegram: TelegramServer, bot, selective, fields, asked
):
    telegram.state.users[LUCY].username = "lucy_tea"
    async with page.events() as stream:
        markup = {"force_reply": True, "selective": selective}
        sent = await bot.ok(
            "sendMessage",
            **{"chat_id": GROUP, "text": "阿杰？", **fields, "reply_markup": markup},
        )
        await next_event(stream)
        kind, data, _ = await next_event(stream)
    assert (kind, data["message"]) == ("force_reply", sent)
    assert data["user_ids"] == asked


async def test_a_selective_force_reply_is_for_the_sender_of_the_replied_message(
    page, telegram: TelegramServer, bot
):
    said = telegram.say(LUCY, GROUP, "hi")
    async with page.events() as stream:
        await bot.ok(
            "sendMessage",
            chat_id=GROUP,
            text="?",
            reply_parameters={"message_id": said["message_id"]},
            reply_markup={"force_reply": True, "selective": True},
        )
        await next_event(stream)
        _, data, _ = await next_event(stream)
    assert data["user_ids"] == [LUCY]


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("messages", {"user_id": 5, "chat_id": 5, "text": "x"}, 404, "no user 5"),
        ("messages", {"user_id": XIAOMING, "chat_id": REVIEW, "text": "x"}, 403, "not in this"),
        ("messages", {"user_id": XIAOMING, "chat_id": CHANNEL, "text": "x"}, 403, "channel"),
        ("messages", {"user_id": XIAOMING, "chat_id": XIAOMING, "text": " "}, 400, "text"),
        ("messages", {"user_id": "?", "chat_id": XIAOMING, "text": "x"}, 400, "user_id"),
        ("presses", {"user_id": XIAOMING, "chat_id": XIAOMING, "message_id": 1}, 404, "message"),
        ("stickers", {"user_id": XIAOMING, "chat_id": XIAOMING, "emoji": "x"}, 400, "sticker"),
        ("locations", {"user_id": XIAOMING, "chat_id": XIAOMING, "latitude": 91}, 400, "Earth"),
        ("people", {"name": " "}, 400, "name"),
        ("languages", {"user_id": 5, "language": "en"}, 404, "no user 5"),
    ],
)
async def test_an_impossible_action_is_answered_with_a_sentence(page, path, body, status, word):
    assert word in (await page.post(path, expect=status, **body))["error"]


async def test_a_refusal_is_in_the_language_of_the_page(page):
    body = {"user_id": XIAOMING, "chat_id": XIAOMING, "text": " "}
    async with page.send("messages", language="zh", json=body) as answer:
        assert (await answer.json())["error"] == "消息里要有文字。"


async def test_what_a_phone_sends_beside_text_becomes_a_message_of_its_kind(
    page, telegram: TelegramServer
):
    sender = {"user_id": XIAOMING, "chat_id": XIAOMING}
    voice = await page.upload(**sender, kind="voice", duration_s=3)
    sticker = await page.post("stickers", **sender, emoji="🍵")
    place = await page.post("locations", **sender, latitude=30.25, longitude=120.15)
    picture = await page.upload(**sender, kind="photo")
    assert voice["message"]["voice"]["duration"] == 3
    assert sticker["message"]["sticker"]["emoji"] == "🍵"
    assert place["message"]["location"] == {"latitude": 30.25, "longitude": 120.15}
    assert "PNG" in picture["error"]


async def test_somebody_new_joins_the_group_and_another_language_is_of_the_user(
    page, telegram: TelegramServer
):
    new = (await page.post("people", name=" 小红 ", language="en"))["user_id"]
    assert (await page.post("people", name="小红", language="zh"))["user_id"] == new
    assert telegram.last(GROUP)["new_chat_members"][0]["first_name"] == "小红"
    telegram.say(new, GROUP, "hi")
    await page.post("languages", user_id=new, language="zh")
    assert telegram.say(new, new, "你好")["from"]["language_code"] == "zh-hans"
    assert telegram.state.chats[REVIEW].members == [AJIE]


async def test_starting_over_brings_new_people_and_empty_chats(page, telegram: TelegramServer, bot):
    telegram.say(XIAOMING, GROUP, "你好")
    telegram.send_file(AJIE, AJIE, b"x", "x.txt")
    await page.post("people", name="小红", language="zh")
    await page.post("start-over")
    state = await page.get("state")
    assert [user["first_name"] for user in state["users"]] == ["小明", "Lucy", "阿杰"]
    assert [user["id"] in {XIAOMING, LUCY} for user in state["users"]] == [False] * 3
    assert {chat["id"] for chat in state["chats"]} >= {AJIE, REVIEW, CHANNEL}
    assert not {chat["id"] for chat in state["chats"]} & {XIAOMING, LUCY, GROUP}
    assert [text for chat in state["messages"].values() for text in chat] == []
    assert telegram.state.files == {}
    assert "kicked" in await bot.error("sendMessage", chat_id=GROUP, text="x")
    assert "blocked" in await bot.error("sendMessage", chat_id=XIAOMING, text="x")
    kinds = {kind for update in await bot.ok("getUpdates") for kind in update} - {"update_id"}
    assert kinds == {"my_chat_member"}


@pytest.mark.parametrize("path", ["chats", "faults", "log"])
async def test_the_server_has_no_endpoint_for_fault_injection(page, path):
    async with page.send(path) as answer:
        assert answer.status == 404


async def test_a_body_that_is_not_json_is_refused(page):
    async with page.send("messages", data=b"{}") as answer:
        assert answer.status == 415
