"""Keys: whose is what, budgets, and what is served without any."""

import pytest

from bot.settings.sections import BudgetSection
from tests.fakes.api import running_chat, settings_for


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer wrong", "Bearer \xff", "Basic key-of-alice", "key-of-alice"],
)
async def test_without_a_valid_key_everything_but_the_pages_is_401(api, header):
    headers = {"Authorization": header.encode("latin-1")} if header is not None else {}
    del api.client.headers["Authorization"]
    for method, path in (("POST", "/chat"), ("GET", "/conversations"), ("GET", "/v1/models")):
        response = await api.client.request(method, path, headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert "密钥" in response.json()["detail"]
    for path in ("/", "/docs", "/openapi.json", "/widget.js"):
        assert (await api.client.get(path, headers=headers)).status_code == 200


async def test_a_conversation_of_another_key_does_not_exist(api, model):
    asked = (await api.chat("一")).json()["conversation_id"]
    bob = api.of("bob")
    for response in (
        await api.client.get(f"/conversations/{asked}", headers=bob),
        await api.client.delete(f"/conversations/{asked}", headers=bob),
        await api.client.post("/chat", json={"query": "一", "conversation_id": asked}, headers=bob),
    ):
        assert response.status_code == 404
    assert (await api.client.get("/conversations", headers=bob)).json() == {"conversations": []}
    assert len(await api.messages(asked)) == 2


async def test_conversations_are_listed_the_last_used_first_and_can_be_deleted(api, model):
    first = (await api.chat("第一个问题")).json()["conversation_id"]
    await api.client.delete(f"/conversations/{first}")
    assert (await api.client.get(f"/conversations/{first}")).status_code == 404
    second = (await api.chat("  第二个\n问题 " + "长" * 100)).json()["conversation_id"]
    [row] = (await api.client.get("/conversations")).json()["conversations"]
    assert row["conversation_id"] == second
    assert row["title"] == "第二个 问题 " + "长" * 32 + "…"


async def test_a_public_key_cannot_list_what_others_with_it_said(api, model):
    asked = await api.client.post("/chat", json={"query": "一"}, headers=api.of("site"))
    conversation_id = asked.json()["conversation_id"]
    listed = await api.client.get("/conversations", headers=api.of("site"))
    assert listed.status_code == 403
    read = await api.client.get(f"/conversations/{conversation_id}", headers=api.of("site"))
    assert len(read.json()["messages"]) == 2


@pytest.mark.parametrize("stream", [False, True])
async def test_over_its_budget_a_key_gets_429_and_others_go_on(redis, model, stream):
    budget = BudgetSection(person_requests_per_min=2)
    async with running_chat(redis, settings_for(model.url, budget=budget)) as api:
        for _ in range(2):
            assert (await api.chat("一")).status_code == 200
        refused = await api.chat("一", stream=stream)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert "2" in refused.json()["detail"]
        other = await api.client.post("/chat", json={"query": "一"}, headers=api.of("bob"))
        assert other.status_code == 200
        assert (await api.chat("/idiom 画蛇添足")).status_code == 200


async def test_a_public_key_has_a_small_budget(api, model):
    for _ in range(10):
        response = await api.client.post("/chat", json={"query": "一"}, headers=api.of("site"))
        assert response.status_code == 200
    response = await api.client.post("/chat", json={"query": "一"}, headers=api.of("site"))
    assert response.status_code == 429


async def test_without_keys_only_this_machines_own_pages_and_programs_are_served(redis):
    async with running_chat(redis, settings_for(keys="")) as api:
        del api.client.headers["Authorization"]
        assert (await api.chat("/help")).status_code == 200
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            response = await api.client.post("/chat", json={"query": "/help"}, headers=headers)
            assert response.status_code == 401
            assert (await api.client.get("/", headers=headers)).status_code == 401
        own = {"Origin": str(api.client.base_url).rstrip("/")}
        response = await api.client.post("/chat", json={"query": "/help"}, headers=own)
        assert response.status_code == 200


async def test_other_sites_may_call_only_where_they_are_named(redis):
    settings = settings_for()
    asks = {"Origin": "https://site.example", "Access-Control-Request-Method": "POST"}
    async with running_chat(redis, settings) as api:
        response = await api.client.options("/chat", headers=asks)
        assert "Access-Control-Allow-Origin" not in response.headers
    named = settings.api.model_copy(update={"origins": ("https://site.example",)})
    async with running_chat(redis, settings.model_copy(update={"api": named})) as api:
        response = await api.client.options("/chat", headers=asks)
        assert response.headers["Access-Control-Allow-Origin"] == "https://site.example"
        refused = await api.client.post(
            "/chat", json={}, headers={"Origin": "https://site.example"}
        )
        assert refused.status_code == 422
        assert refused.headers["Access-Control-Allow-Origin"] == "https://site.example"


async def test_conversations_survive_a_restart(redis, model):
    async with running_chat(redis, settings_for(model.url)) as api:
        asked = (await api.chat("一")).json()["conversation_id"]
    async with running_chat(redis, settings_for(model.url)) as api:
        assert len(await api.messages(asked)) == 2
        await api.chat("二", conversation_id=asked)
    assert model.bodies[-1]["input"]["messages"][1]["content"] == "一"


@pytest.mark.parametrize(("keys", "ancestors"), [("a=1", "'none'"), ("public:a=1", "*")])
async def test_other_sites_may_frame_the_page_only_where_there_is_a_public_key(
    redis, keys, ancestors
):
    async with running_chat(redis, settings_for(keys=keys)) as api:
        policy = (await api.client.get("/")).headers["Content-Security-Policy"]
    assert f"frame-ancestors {ancestors}" in policy
