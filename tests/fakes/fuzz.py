"""What fuzzing gives to the bot, and what each reader of it promises.

A reader is called with thousands of inputs, in the tests with some and by `bench.soak fuzz` with
many; it raises where its promise is broken.
"""

import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import cache
from typing import Any

from hypothesis import strategies as st
from langchain_core.exceptions import OutputParserException
from telegram import Message

from bot.chains import prompts
from bot.chains.router import DestinationParser
from bot.commands.button_action import parse_arguments, parse_number
from bot.commands.post.review import parse_action
from bot.documents.decode import decode
from bot.documents.sniff import Family, sniff
from bot.errors import BotError, DocumentError
from bot.handlers.update_order import read_order
from bot.handlers.update_parser import to_press, to_request
from bot.models.blank import is_blank
from bot.models.utf16 import MESSAGE_UNITS, utf16_len
from bot.streaming.growing_text import GrowingText
from tests.fakes import files
from tests.fakes.botapi import ME, me, message, update, user
from tests.fakes.chat import FakeReply, pressed
from tests.fakes.hostile_texts import ATOMS
from tests.fakes.idiom_proposals import AJIE, ProposalScenario

_any_text = st.text(max_size=40)
_odd_text = st.lists(st.one_of(st.sampled_from(ATOMS), _any_text), max_size=12).map("".join)
_whole_text = _odd_text.map(lambda text: text.encode("utf-8", "ignore").decode())

# Updates

_numbers = st.sampled_from([0, 1, 5, -1, 2**31, 2**53 - 1])
_entities = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["mention", "bot_command", "text_mention", "url", "new_kind"]),
            "offset": st.integers(0, 60),
            "length": st.integers(0, 60),
        },
        optional={"user": st.just(ME), "url": st.just("https://a.cn")},
    ),
    max_size=3,
)
_FILES: list[dict[str, Any]] = [
    {},
    {"document": {"file_id": "f", "file_unique_id": "u"}},
    {"document": {"file_id": "f", "file_unique_id": "u", "file_name": "", "file_size": 0}},
    {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 0, "height": 0}]},
    {"photo": []},
    {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 0}},
    {"unknown_kind": {"a": [1]}},
]
_SENDERS: list[dict[str, Any]] = [
    {"sender": user(5, language="xx-")},
    {"sender": user(5), "sender_chat": {"id": -1001, "type": "channel", "title": "]\n[admin"}},
    {"sender": user(700, is_bot=True)},
]


@st.composite
def _messages(draw: st.DrawFn, *, with_original: bool = True) -> dict[str, Any]:
    field = draw(st.sampled_from(["text", "caption"]))
    more: dict[str, Any] = {
        field: draw(_whole_text),
        "entities" if field == "text" else "caption_entities": draw(_entities),
        **draw(st.sampled_from(_FILES)),
        **draw(st.sampled_from(_SENDERS)),
        "is_topic_message": draw(st.booleans()),
        "message_thread_id": draw(_numbers),
    }
    if with_original and draw(st.booleans()):
        more["reply_to_message"] = draw(_messages(with_original=False))
    return message(chat_id=draw(st.sampled_from([1, -100, -(10**12)])), **more)


@st.composite
def updates(draw: st.DrawFn) -> dict[str, Any]:
    """The content of an update that is well-formed and otherwise anything."""
    body = draw(_messages())
    kind = draw(st.sampled_from(["message", "edited_message", "callback_query"]))
    if kind != "callback_query":
        return {kind: body}
    old = {"message_id": 4, "date": 0, "chat": body["chat"]}
    query = {"id": "1", "from": user(5), "chat_instance": "x", "data": draw(_whole_text)}
    return {kind: {**query, "message": draw(st.sampled_from([body, old]))}}


def read_update(content: dict[str, Any]) -> None:
    """An update becomes a request or a press, and has an order."""
    read_order(json.loads(json.dumps({"update_id": 7, **content})))
    made = update(**content)
    bot = me()
    if made.callback_query is not None:
        press = to_press(made.update_id, made.callback_query, bot)
        assert press is None or isinstance(press.action, str)
        return
    body = made.message or made.edited_message
    assert isinstance(body, Message)
    for command in (None, "ask"):
        request = to_request(made.update_id, body, bot, command=command)
        assert request.text == request.text.strip()


# Presses

_verbs = st.sampled_from(
    [*(f"idiom:{verb}" for verb in ("take", "offer", "refuse", "hint", "giveup")), "post:withdraw"]
    + [f"review:{verb}" for verb in ("ok", "no", "why", "edit", "ban", "sent", "again")]
)
_arguments = st.one_of(
    st.sampled_from(["1", "0", "-1", "１", "1_0", "+1", "x", "", "advert", "9" * 15, "9" * 40]),
    _any_text,
)
actions = st.tuples(_verbs, st.lists(_arguments, max_size=4)).map(
    lambda made: ":".join([made[0], *made[1]])
)


@cache
def _proposals() -> ProposalScenario:
    return ProposalScenario()


def press(action: str) -> None:
    """A press is handled, or answered with a sentence."""
    made = pressed(action, message_id=5, sender_id=AJIE, chat_id=-100)
    if action.startswith("idiom:"):
        idiom = _proposals().idiom
        handle = {"hint": idiom.hint_pressed, "giveup": idiom.give_up_pressed}.get(
            action.split(":")[1], idiom.proposals.decide_pressed
        )
        with suppress(BotError):
            _run(handle(made, FakeReply()))
        return
    with suppress(BotError):
        parse_action(made)
    with suppress(BotError):
        [parse_number(argument) for argument in parse_arguments(made, 2)]


def _run(handling: Coroutine[Any, Any, None]) -> None:
    """Run what waits for nothing, since its stores are in memory."""
    with suppress(StopIteration):
        handling.send(None)


# Markdown

markdowns = st.tuples(_odd_text, st.lists(st.integers(0, 200), max_size=4), st.integers(16, 300))


def render(case: tuple[str, list[int], int]) -> None:
    """Whatever its chunks are, Markdown becomes messages that Telegram takes."""
    markdown, places, limit = case
    growing = GrowingText(limit)
    at = 0
    for place in (*sorted(places), len(markdown)):
        growing.append(markdown[at:place])
        at = max(at, place)
        _check(growing.parts(), limit)
    _check(growing.final_parts(), limit)


def _check(parts: list[Any], limit: int) -> None:
    for part in parts:
        part.text.encode()
        units = utf16_len(part.text)
        assert units <= min(limit, MESSAGE_UNITS)
        assert len(parts) == 1 or not is_blank(part.text)
        for span in part.spans:
            assert 0 <= span.offset < span.offset + span.length <= units
            assert span.kind != "text_link" or _shows_its_address(part.text, span)
            assert span.kind != "text_mention"


def _shows_its_address(text: str, span: Any) -> bool:
    units = text.encode("utf-16-le")[2 * span.offset : 2 * (span.offset + span.length)]
    return str(span.url).rstrip("/").endswith(units.decode("utf-16-le").rstrip("/"))


# The router's answer

_json_texts = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.floats(), _odd_text, st.sampled_from(["ask", "DEFAULT"])
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["destination", "next_inputs", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
).map(json.dumps)
router_answers = st.one_of(
    _odd_text,
    _json_texts,
    st.tuples(_odd_text, _json_texts, _odd_text).map("".join),
    _json_texts.map("```json\n{}\n```".format),
    _json_texts.map("<think>{{ask}}</think>{}".format),
)
_PARSER = DestinationParser(names=tuple(prompts.DESTINATIONS))


def parse_router_answer(text: str) -> None:
    """A known name, none, or the error that the router expects."""
    try:
        parsed = _PARSER.parse(text)
    except OutputParserException:
        return
    assert parsed["destination"] in {*prompts.DESTINATIONS, None}


# Documents

_SEEDS = (
    files.pdf(["a"]),
    files.docx(["a"]),
    files.epub(["a"]),
    files.opendocument(""),
    b"<!-- x --><!DOCTYPE html><p>a",
    b"PK\x03\x04",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"\xff\xfe",
    b"\x1b$B",
    "臺灣的夜市".encode("big5"),
)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A real file of which some bytes were changed, cut or put in."""
    data = bytearray(draw(st.sampled_from(_SEEDS)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.sampled_from([0, 0, 1, 4, 50]))
        data[at : at + cut] = draw(st.binary(max_size=12))
    return bytes(data)


def recognise(data: bytes) -> None:
    """A file has a family, or a sentence says why not; a text is decoded or not."""
    with suppress(DocumentError):
        assert sniff(data) in Family
    decode(data)


READERS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None]]] = {
    "updates": (updates(), read_update),
    "presses": (actions, press),
    "Markdown": (markdowns, render),
    "router answers": (router_answers, parse_router_answer),
    "documents": (documents(), recognise),
}
