"""How many people a text of a model may notify."""

import pytest

from bot.models.chat import Span, StyledText
from bot.streaming.mentions import limit_mentions


def shown(text: str, *spans: Span) -> str:
    part = limit_mentions(StyledText(text, spans))
    assert part.spans == spans
    return part.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@everyone @ALL 快来", "＠everyone ＠ALL 快来"),
        ("大家好@所有人，@全体成员", "大家好＠所有人，＠全体成员"),
        ("@here!@channel", "＠here!＠channel"),
        ("@a1 @b2,@c3/@d4 @e5", "@a1 @b2,@c3/＠d4 ＠e5"),
        ("@allan 在", "@allan 在"),
        ("a@b.cn c@d.cn e@f.cn g@h.cn", "a@b.cn c@d.cn e@f.cn g@h.cn"),
        ("1 @ 2 @ 3 @ 4 @ 5", "1 @ 2 @ 3 @ 4 @ 5"),
        ("没有人", "没有人"),
    ],
)
def test_three_names_stay_mentions_and_everybody_is_none(text, expected):
    assert shown(text) == expected


def test_code_and_addresses_keep_their_signs():
    text = "😀 @all @a @b @c https://a.cn/@d"
    assert shown(text, Span("code", 3, 13), Span("text_link", 17, 15)) == text
    assert shown("@a @b @c @d @e", Span("bold", 0, 14)) == "@a @b @c ＠d ＠e"
