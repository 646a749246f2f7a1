"""Uploads, questions about them, and summaries."""

import io
import re

import pytest

from tests.fakes.api import joined
from tests.fakes.files import pdf
from tests.servers.steering import Says

SENTENCE = "The quick brown fox jumps over the lazy dog in the morning sun. "
FOX = pdf([SENTENCE * 3, "Foxes sleep in dens that they dig themselves. " * 3])


async def upload(api, data: bytes = FOX, name: str = "fox.pdf", **headers: str):
    files = {"note": (None, "a field before"), "file": (name, io.BytesIO(data))}
    return await api.client.post("/documents", files=files, headers=headers)


async def test_an_upload_is_read_and_described(api):
    response = await upload(api)
    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"document_id", "filename", "pages", "characters"}
    assert (body["filename"], body["pages"]) == ("fox.pdf", 2)
    assert body["characters"] > 200


async def test_a_question_about_a_document_shows_the_model_its_passages(api, model):
    document_id = (await upload(api)).json()["document_id"]
    model.will(Says(["In dens [p2]."], gap_s=0.01))
    data = await api.stream(query="Where do foxes sleep?", document_id=document_id)
    assert data[0].startswith('progress: {"stage":"retrieving","found":')
    assert data[1].startswith('progress: {"stage":"generating"')
    assert joined(data) == "In dens [p. 2]."
    asked = model.bodies[-1]["input"]["messages"][-1]["content"]
    assert "<document>" in asked
    assert "[p2]" in asked
    assert "dens" in asked


async def test_documents_belong_to_their_key(api, model):
    document_id = (await upload(api)).json()["document_id"]
    for path, body in (
        ("/chat", {"query": "?!", "document_id": document_id}),
        ("/summarize", {"document_id": document_id}),
    ):
        response = await api.client.post(path, json=body, headers=api.of("bob"))
        assert response.status_code == 404
    assert (await api.chat("?!", document_id="nope")).status_code == 404


async def test_what_a_conversation_used_goes_with_it_and_leaves_what_is_the_keys(api, model, redis):
    document_id = (await upload(api)).json()["document_id"]
    asked = (await api.chat("/idiom 每日")).json()["conversation_id"]
    await api.chat("/idiom 画蛇添足", conversation_id=asked)
    await api.chat("Where do foxes sleep?", document_id=document_id, conversation_id=asked)
    await api.client.delete(f"/conversations/{asked}")
    assert (await api.chat("?!", document_id=document_id)).status_code == 404
    left = {key async for key in redis.scan_iter() if key.startswith(("idiom", "doc", "hist"))}
    assert {re.sub(r"\d{9,}", "…", key) for key in left} == {
        "documents:{alice}", "idiom:daily:{…}", "idiom:{…}:reply:…",
    }  # fmt: skip


async def test_forget_deletes_the_documents_of_the_conversation_too(api, model):
    document_id = (await upload(api)).json()["document_id"]
    asked = (await api.chat("Where?", document_id=document_id)).json()["conversation_id"]
    await api.chat("/forget", conversation_id=asked)
    assert (await api.chat("?!", document_id=document_id)).status_code == 404


async def test_a_summary_is_answered_like_a_question_and_remembered(api, model):
    document_id = (await upload(api)).json()["document_id"]
    model.will(Says(["About ", "foxes."]), Says(["About ", "foxes."]))
    whole = await api.client.post("/summarize", json={"document_id": document_id})
    body = whole.json()
    assert set(body) == {"text", "message_id", "conversation_id"}
    assert body["text"] == "About foxes."
    stored = await api.messages(body["conversation_id"])
    assert stored[1]["content"] == "About foxes."
    data = await api.stream("/summarize", document_id=document_id)
    assert joined(data) == "About foxes."
    assert data[-1] == "[DONE]"


async def test_a_text_can_be_summarised(api, model):
    model.will(Says(["短。"]))
    response = await api.client.post("/summarize", json={"text": "很长的文字。" * 50})
    assert response.json()["text"] == "短。"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:8080/x", "http://169.254.169.254/", "ftp://x/", "x"],
)
async def test_links_to_this_machine_and_its_network_are_refused(api, model, url):
    response = await api.client.post("/summarize", json={"url": url})
    assert response.status_code == 422
    assert model.bodies == []


@pytest.mark.parametrize(
    "body", [{}, {"url": "http://a.example", "text": "x"}, {"document_id": ""}]
)
async def test_exactly_one_source_is_needed(api, body):
    assert (await api.client.post("/summarize", json=body)).status_code == 422


async def test_a_file_that_cannot_be_read_is_422_with_the_reason(api):
    response = await upload(api, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "x.png")
    assert response.status_code == 422
    assert "x.png" in response.json()["detail"]
    assert (await upload(api, b"", "empty.txt")).status_code == 422


async def test_what_is_no_upload_is_422(api):
    multipart = {"Content-Type": "multipart/form-data; boundary=b"}
    for content, headers in (
        (b"{}", {"Content-Type": "application/json"}),
        (b"x", {"Content-Type": "multipart/form-data"}),
        (b"garbage", multipart),
        (b"--b\r\nContent-Disposition: form-data; name=file\r\n\r\nx\r\n--b--\r\n", multipart),
        (
            b'--b\r\nContent-Disposition: form-data; name=file; filename="a.txt"\r\n\r\ncut',
            multipart,
        ),
        (b"--b\r\n" + b"X: y\r\n" * 99, multipart),
        (b"", {}),
    ):
        response = await api.client.post("/documents", content=content, headers=headers)
        assert response.status_code == 422, content
        assert response.json()["detail"]


async def test_a_file_over_20_mb_is_413_before_it_is_read(api):
    response = await upload(api, b"x" * (21 * 1024 * 1024), "big.txt")
    assert response.status_code == 413


async def test_a_name_in_chinese_and_one_with_a_path_are_kept_as_names(api):
    assert (await upload(api, "文字。".encode() * 9, "报告.txt")).json()["filename"] == "报告.txt"
