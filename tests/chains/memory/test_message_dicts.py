"""A history survives as LangChain's message dicts, and other programs' messages can be read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import (
    AIMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    messages_from_dict,
    messages_to_dict,
)

from bot.chains.memory.message_dicts import from_dicts, to_dicts
from bot.errors import HistoryUnreadable
from bot.models.llm import Exchange, RunningSummary

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
EXCHANGES = st.lists(
    st.builds(
        Exchange,
        TEXT,
        TEXT,
        st.none() | TEXT,
        st.none() | st.integers(-(10**13), 10**13),
        st.none() | st.integers(0, 10**10),
        stopped=st.booleans(),
        sources=st.just("") | TEXT,
    ),
    max_size=5,
)
SUMMARIES = st.none() | st.builds(
    RunningSummary, TEXT, st.lists(st.none() | st.integers(-9, 10**12), min_size=1).map(tuple)
)


@settings(max_examples=30)
@given(EXCHANGES, SUMMARIES)
def test_what_is_exported_comes_back_with_its_speakers(exchanges, summary):
    file = json.dumps(to_dicts(exchanges, summary))
    assert from_dicts(json.loads(file)) == (exchanges, summary)


def test_langchain_itself_reads_the_export():
    exported = to_dicts([Exchange("问", "答", "小明", 1)], RunningSummary("摘要", (2,)))
    summary, question, answer = messages_from_dict(exported)
    assert (summary.type, question.type, answer.type) == ("system", "human", "ai")
    assert (question.text, question.name, answer.text) == ("问", "小明", "答")


def test_messages_of_another_program_become_exchanges():
    messages = [
        SystemMessage("你是助手"),
        AIMessage("我能帮什么？"),
        HumanMessage("一"),
        HumanMessage([{"type": "text", "text": "二"}]),
        AIMessage("查一下"),
        ToolMessage("结果", tool_call_id="1"),
        AIMessage("好"),
        HumanMessage("还没回答"),
    ]
    read = from_dicts(messages_to_dict(messages))
    assert read == ([Exchange("一\n二", "查一下\n好")], None)


@pytest.mark.parametrize(
    "file",
    [
        {},
        None,
        [1],
        ["x"],
        [{"type": "human"}],
        [{"type": "?", "data": {"content": ""}}],
        [{"type": "human", "data": {"content": 5}}],
    ],
    ids=str,
)
def test_anything_else_is_refused(file):
    with pytest.raises(HistoryUnreadable):
        from_dicts(file)
