"""The protocol servers of the tests answer in the shapes of the vendors' documented examples."""

import json
from typing import Any

import aiohttp

from tests.servers.baidu import API_KEY as BAIDU_KEY
from tests.servers.baidu import CENSOR_PATH, SECRET_KEY, baidu_server
from tests.servers.dashscope import EMBEDDING_PATH, TEXT_PATH, dashscope_server
from tests.servers.steering import API_KEY, Says


def shape(value: object) -> object:
    """The keys and types of a value."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return type(value)


# Model Studio, "DashScope API reference: Qwen", streaming output over SSE.
DOCUMENTED_LINES = ["id", "event:result", ":HTTP_STATUS/200", "data"]
DOCUMENTED_CHUNK: dict[str, Any] = {
    "output": {"choices": [{"message": {"content": "我是", "role": "assistant"}, "finish_reason": "null"}]},
    "usage": {"total_tokens": 30, "output_tokens": 4, "input_tokens": 26},
    "request_id": "a1959ad1-2637-4672-a21f-4d351371d254",
}  # fmt: skip


async def test_dashscope_answers_the_documented_call_as_documented():
    headers = {"Authorization": f"Bearer {API_KEY}", "X-DashScope-SSE": "enable"}
    body = {
        "model": "qwen-plus",
        "input": {"messages": [{"role": "user", "content": "你是谁？"}]},
        "parameters": {"incremental_output": True, "result_format": "message"},
    }
    async with dashscope_server() as server, aiohttp.ClientSession() as session:
        server.will(Says(["我是", "通义千问"]))
        async with session.post(server.url + TEXT_PATH, json=body, headers=headers) as response:
            assert response.content_type == "text/event-stream"
            events = (await response.text()).strip().split("\n\n")
    first, last = (event.split("\n") for event in (events[0], events[-1]))
    assert [line.split(":")[0] if line[0] in "id" else line for line in first] == DOCUMENTED_LINES
    assert shape(json.loads(first[-1].removeprefix("data:"))) == shape(DOCUMENTED_CHUNK)
    assert (
        json.loads(last[-1].removeprefix("data:"))["output"]["choices"][0]["finish_reason"]
        == "stop"
    )


# Model Studio, "Web search": the first event of a stream that searched, and what later ones have.
DOCUMENTED_SEARCH: dict[str, Any] = {
    "extra_tool_info": [],
    "search_results": [
        {
            "site_name": "eastday",
            "icon": "https://img.alicdn.com/imgextra/i3/16-16.ico",
            "index": 1,
            "title": "杭州天气预报杭州2025年09月17日天气",
            "url": "https://tianqi.eastday.com/tianqi/hangzhou/20250917.html",
        }
    ],
}


async def test_dashscope_searches_as_documented():
    headers = {"Authorization": f"Bearer {API_KEY}", "X-DashScope-SSE": "enable"}
    parameters: dict[str, Any] = {"incremental_output": True, "result_format": "message"}
    searching = {"enable_search": True, "search_options": {"enable_source": True}}
    refused = {"enable_search": True, "search_options": {"sources": True}}

    async def events(parameters: dict[str, Any]) -> list[Any]:
        messages = [{"role": "user", "content": "杭州明天天气如何？"}]
        body = {"model": "qwen-plus", "input": {"messages": messages}, "parameters": parameters}
        server.will(Says(["有雨", "。"], found=[("天气", "https://example.org/")]))
        async with session.post(server.url + TEXT_PATH, json=body, headers=headers) as response:
            text = await response.text()
        rows = [line.removeprefix("data:") for line in text.split("\n") if line.startswith("data:")]
        return [json.loads(row)["output"] for row in rows]

    async with dashscope_server() as server, aiohttp.ClientSession() as session:
        first, *later = await events(parameters | searching)
        assert shape(first["search_info"]) == shape(DOCUMENTED_SEARCH)
        assert first["choices"][0]["message"]["content"] == "有雨"
        assert [event["search_info"]["search_results"] for event in later] == [[], []]
        assert all("search_info" not in event for event in await events(parameters))
        assert await events(parameters | refused) == []


async def test_dashscope_refuses_as_documented():
    async with dashscope_server() as server, aiohttp.ClientSession() as session:
        headers = {"Authorization": "Bearer wrong", "X-DashScope-SSE": "enable"}
        async with session.post(server.url + TEXT_PATH, json={}, headers=headers) as response:
            assert response.status == 401
            answer = await response.json()
    documented = {
        "code": "InvalidApiKey",
        "message": "Invalid API-key provided.",
        "request_id": "x",
    }
    assert shape(answer) == shape(documented)
    assert answer["code"] == documented["code"]


# Model Studio, "DashScope API reference: text embedding" (synchronous).
DOCUMENTED_EMBEDDING: dict[str, Any] = {
    "output": {"embeddings": [{"text_index": 0, "embedding": [-6.950, 0.025]}]},
    "usage": {"total_tokens": 26},
    "request_id": "1ba94ac8-e058-99bc-9cc1-7fdb37940a46",
}


async def test_dashscope_embeds_as_documented():
    headers = {"Authorization": f"Bearer {API_KEY}"}
    body = {
        "model": "text-embedding-v4",
        "input": {"texts": ["风急天高猿啸哀", "渚清沙白鸟飞回"]},
        "parameters": {"dimension": 1024, "text_type": "document"},
    }
    async with dashscope_server() as server, aiohttp.ClientSession() as session:
        url = server.url + EMBEDDING_PATH
        async with session.post(url, json=body, headers=headers) as response:
            answer = await response.json()
        assert shape(answer) == shape(DOCUMENTED_EMBEDDING)
        assert [len(row["embedding"]) for row in answer["output"]["embeddings"]] == [1024, 1024]
        body["input"] = {"texts": ["字"] * 11}
        async with session.post(url, json=body, headers=headers) as response:
            assert response.status == 400


# Baidu, ANTIPORN/s/Nk3h6xbb2: what a compliant and a refused text get; ANTIPORN/s/Iki010pnh: errors.
COMPLIANT = {"log_id": 15572142621780024, "conclusion": "合规", "conclusionType": 1}
HIT_FIELDS = {"type", "subType", "conclusion", "conclusionType", "msg", "hits"}


async def censored(session: aiohttp.ClientSession, url: str, token: str, text: str) -> Any:
    address = f"{url}{CENSOR_PATH}?access_token={token}"
    async with session.post(address, data={"text": text}) as response:
        assert response.status == 200
        return json.loads(await response.text())


async def test_baidu_answers_as_documented():
    async with baidu_server() as server, aiohttp.ClientSession() as session:
        server.words = {"违规": (2, 12, 2)}
        query = {
            "grant_type": "client_credentials",
            "client_id": BAIDU_KEY,
            "client_secret": SECRET_KEY,
        }
        async with session.post(f"{server.url}/oauth/2.0/token", params=query) as response:
            granted = json.loads(await response.text())
        assert granted["expires_in"] == 2_592_000
        token = granted["access_token"]
        assert shape(await censored(session, server.url, token, "你好")) == shape(COMPLIANT)
        refused = await censored(session, server.url, token, "违规 & 内容")
        assert (refused["conclusion"], refused["conclusionType"]) == ("不合规", 2)
        assert set(refused["data"][0]) >= HIT_FIELDS
        unknown = await censored(session, server.url, "nonsense", "你好")
        error = {"log_id": 1, "error_code": 110, "error_msg": "Access token invalid"}
        assert shape(unknown) == shape(error)
        assert unknown["error_code"] == 110
