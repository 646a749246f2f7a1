from bot.commands.emphasis import emphasised
from bot.models.chat import Span


def test_marks_become_bold_with_offsets_in_utf16_units():
    styled = emphasised("🎉 **画蛇** 与 **添足**。")
    assert styled.text == "🎉 画蛇 与 添足。"
    assert styled.spans == (Span("bold", 3, 2), Span("bold", 8, 2))


def test_text_without_marks_stays_as_it_is():
    styled = emphasised("2 * 3 = 6")
    assert (styled.text, styled.spans) == ("2 * 3 = 6", ())
