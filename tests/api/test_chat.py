"""POST /chat: what a client gets, and what is stored of it (design.md, "HTTP chat")."""

import json

import pytest

from bot.models.api_key import ApiKey
from bot.settings.sections import Llm
from bot.storage import keys
from tests.fakes.api import joined, running_chat, settings_for
from tests.servers.steering import Fails, Says


async def test_an_answer_has_its_text_and_ids(api, model):
    model.will(Says(["天空", "是蓝的。"]))
    response = await api.chat("天空什么颜色？")
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"text", "message_id", "conversation_id"}
    assert body["text"] == "天空是蓝的。"
    assert await api.messages(body["conversation_id"]) == [
        {"role": "user", "content": "天空什么颜色？"},
        {"role": "assistant", "content": "天空是蓝的。"},
    ]


async def test_a_stream_is_pieces_that_join_to_the_stored_answer_and_done(api, model):
    model.will(Says([f"第{n}句。" for n in range(20)], gap_s=0.005))
    data = await api.stream(query="说二十句")
    assert data[-1] == "[DONE]"
    pieces = [json.loads(row) for row in data[:-1]]
    assert len(pieces) > 3
    [ids] = {(piece["message_id"], piece["conversation_id"]) for piece in pieces}
    stored = await api.messages(ids[1])
    assert stored[1]["content"] == joined(data) == "".join(f"第{n}句。" for n in range(20))


async def test_the_sources_of_a_search_are_a_part_of_what_is_sent_and_stored(redis, model):
    llm = Llm(provider="tongyi", base_url=model.url, search=True)
    async with running_chat(redis, settings_for(model.url, llm=llm)) as api:
        model.will(Says(["有雨。"], found=[("天气", "https://example.org/")]))
        data = await api.stream(query="明天天气？")
        listed = "有雨。\n\n来源：\n1. [天气](https://example.org/)"
        stored = await api.messages(json.loads(data[0])["conversation_id"])
    assert stored[1]["content"] == joined(data) == listed


async def test_the_model_sees_what_was_said_before_in_the_conversation(api, model):
    first = (await api.chat("一")).json()
    await api.chat("二", conversation_id=first["conversation_id"])
    assert [row["content"] for row in model.bodies[-1]["input"]["messages"][1:]] == [
        *("一", "你好！", "二")
    ]


@pytest.mark.parametrize("field", ["history_len", "history"])
async def test_a_number_says_how_many_exchanges_the_model_sees(api, model, field):
    asked = (await api.chat("一")).json()["conversation_id"]
    await api.chat("二", conversation_id=asked)
    await api.chat("三", conversation_id=asked, **{field: 1})
    sent = [row["content"] for row in model.bodies[-1]["input"]["messages"][1:]]
    assert sent == ["二", "你好！", "三"]
    await api.chat("四", conversation_id=asked, **{field: 0})
    assert [row["content"] for row in model.bodies[-1]["input"]["messages"][1:]] == ["四"]


async def test_a_list_replaces_what_is_stored_for_this_call(api, model):
    asked = (await api.chat("一")).json()["conversation_id"]
    history = [
        {"role": "system", "content": "说话像海盗。"},
        {"role": "user", "content": "旧问题"},
        {"role": "assistant", "content": "旧回答"},
    ]
    await api.chat("二", conversation_id=asked, history=history)
    system, *rest = model.bodies[-1]["input"]["messages"]
    assert system["content"].startswith("说话像海盗。")
    assert [row["content"] for row in rest] == ["旧问题", "旧回答", "二"]
    assert [row["content"] for row in await api.messages(asked)] == ["一", "你好！", "二", "你好！"]


async def test_model_temperature_and_length_reach_the_model(api, model):
    await api.chat("一", model_name="qwen-flash", temperature=0.3, max_tokens=50)
    assert model.bodies[-1]["model"] == "qwen-flash"
    assert model.bodies[-1]["parameters"]["temperature"] == 0.3
    assert model.bodies[-1]["parameters"]["max_tokens"] == 50
    await api.chat("一", max_tokens=0)
    assert "max_tokens" not in model.bodies[-1]["parameters"]
    assert model.bodies[-1]["model"] == "qwen-plus"


async def test_a_persona_comes_before_the_general_prompt(api, model):
    await api.chat("一", prompt_name="物理")
    assert model.bodies[-1]["input"]["messages"][0]["content"].startswith("你是物理老师。")


@pytest.mark.parametrize(
    "wrong", [{"model_name": "gpt-9"}, {"prompt_name": "海盗"}], ids=["model", "prompt"]
)
async def test_what_is_unknown_is_refused_and_the_sentence_names_what_there_is(api, model, wrong):
    response = await api.chat("一", **wrong)
    assert response.status_code == 422
    assert "qwen-plus" in response.text or "物理" in response.text
    assert model.bodies == []


async def test_a_length_that_was_asked_for_ends_an_answer_without_an_error(api, model):
    model.will(Says(["只有", "一半"], finish="length"), Says(["只有", "一半"], finish="length"))
    assert (await api.chat("一", max_tokens=2)).json()["text"] == "只有一半"
    data = await api.stream(query="一", max_tokens=2)
    assert joined(data) == "只有一半"
    assert not [row for row in data if row.startswith("[ERROR]")]


@pytest.mark.parametrize(
    ("fails", "status"),
    [
        (Fails(401, "InvalidApiKey"), 503),
        (Fails(400, "Arrearage"), 503),
        (Fails(400, "DataInspectionFailed"), 422),
    ],
    ids=["key", "money", "blocked"],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_a_model_that_refuses_is_a_status_as_long_as_nothing_was_streamed(
    api, model, fails, status, stream
):
    model.will(fails)
    response = await api.chat("一", stream=stream)
    assert response.status_code == status
    assert list(response.json()) == ["detail"]
    listed = (await api.client.get("/conversations")).json()
    assert listed == {"conversations": []}


async def test_a_model_that_breaks_off_is_an_error_event_before_done(api, model):
    model.will(Says(["开头", "结尾"], error_at=(1, 500, "InternalError", "no"), gap_s=0.05))
    data = await api.stream(query="一")
    assert joined(data) == "开头"
    assert data[-2].startswith("[ERROR] ")
    assert data[-1] == "[DONE]"


async def test_the_language_of_sentences_and_prompts_is_that_of_the_client(api, model):
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    response = await api.client.post("/chat", json={"query": ""}, headers=english)
    assert "must not be empty" in response.json()["detail"]
    await api.client.post("/chat", json={"query": "hi"}, headers=english)
    assert "English" in model.bodies[-1]["input"]["messages"][0]["content"]


async def test_a_command_is_carried_out_and_remembered(api, model):
    data = await api.stream(query="/idiom 画蛇添足")
    assert "**画蛇添足**" in joined(data)
    conversation_id = json.loads(data[0])["conversation_id"]
    state = (await api.chat("/idiom", conversation_id=conversation_id)).json()["text"]
    assert "1" in state
    stored = await api.messages(conversation_id)
    assert [row["content"] for row in stored] == ["/idiom 画蛇添足", joined(data), "/idiom", state]
    assert model.bodies == []


async def test_commands_for_people_of_a_platform_do_not_exist(api):
    assert "/post" in (await api.chat("/post 投稿")).json()["text"]


async def test_reset_leaves_an_empty_conversation(api):
    asked = (await api.chat("一")).json()["conversation_id"]
    await api.chat("/reset", conversation_id=asked)
    assert await api.messages(asked) == []


async def test_auto_plays_a_running_game_and_asks_the_router_else(api, model):
    asked = (await api.chat("接龙 画蛇添足", prompt_name="auto")).json()
    assert "**画蛇添足**" in asked["text"]
    moved = await api.chat("足智多谋", prompt_name="auto", conversation_id=asked["conversation_id"])
    assert moved.json()["text"]
    assert model.bodies == []
    model.will(Says([json.dumps({"destination": "ask", "next_inputs": ""})]), Says(["因为散射。"]))
    routed = await api.chat("最近总在想天空的蓝", prompt_name="auto")
    assert routed.json()["text"] == "因为散射。"
    assert [body["model"] for body in model.bodies] == ["qwen-flash", "qwen-plus"]


async def test_forget_deletes_what_is_stored_beside_the_conversation_too(api, redis):
    asked = (await api.chat("/idiom 每日")).json()["conversation_id"]
    progress = keys.daily_progress(ApiKey("alice").person_id)
    assert await redis.exists(progress)
    await api.chat("/forget", conversation_id=asked)
    assert not await redis.exists(progress)
