from bot.models.chat import Span
from bot.streaming.bold import with_bold


def test_marks_become_bold_with_offsets_in_utf16_units():
    styled = with_bold("🎉 **画蛇** 与 **添足**。")
    assert styled.text == "🎉 画蛇 与 添足。"
    assert styled.spans == (Span("bold", 3, 2), Span("bold", 8, 2))


def test_text_without_marks_stays_as_it_is():
    styled = with_bold("2 * 3 = 6")
    assert (styled.text, styled.spans) == ("2 * 3 = 6", ())
