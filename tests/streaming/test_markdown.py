import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.chat import Span
from bot.streaming.markdown import render
from bot.streaming.utf16 import utf16_len


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("vector<int> x", "vector<int> x"),
        ("<think>推理</think>答案", "<think>推理</think>答案"),
        ("`a<b>`", "a<b>"),
        ("# 标题", "标题"),
        ("1 < 2", "1 < 2"),
        ("价格 $5 和 $6", "价格 $5 和 $6"),
    ],
)
def test_nothing_visible_is_lost_and_nothing_is_added(markdown, text):
    assert render(markdown).text.strip() == text


@pytest.mark.parametrize(
    ("markdown", "text", "bold"),
    [
        ("**注意：**正文", "注意：正文", "注意："),
        ("电影**《李茶的姑妈》**已经上映", "电影《李茶的姑妈》已经上映", "《李茶的姑妈》"),
        ("**“一心一意”**是成语", "“一心一意”是成语", "“一心一意”"),
        ("a **bold** word", "a bold word", "bold"),
        ("😀**粗**", "😀粗", "粗"),
    ],
)
def test_emphasis_works_beside_chinese_punctuation(markdown, text, bold):
    styled = render(markdown)
    assert styled.text.strip() == text
    [span] = [span for span in styled.spans if span.kind == "bold"]
    units = styled.text.encode("utf-16-le")
    assert units[span.offset * 2 : (span.offset + span.length) * 2].decode("utf-16-le") == bold


def test_code_keeps_its_language():
    assert Span("pre", 0, 8, None, "py") in render("```py\nprint(1)\n```").spans


@given(
    st.text(alphabet=st.sampled_from("*_`~[]()<>#|-\n你好，。：“”《》ab 1😀\u2060"), max_size=200)
)
def test_whatever_a_model_writes_has_valid_spans(markdown):
    styled = render(markdown)
    units = utf16_len(styled.text)
    assert all(
        s.offset >= 0 and s.length > 0 and s.offset + s.length <= units for s in styled.spans
    )
