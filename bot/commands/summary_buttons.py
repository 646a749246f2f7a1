"""The buttons below a summary: other kinds of it, and a question about the document."""

from bot.commands.document_questions import ask_button
from bot.models.chat import Button, Keyboard, Request
from bot.models.language import LANGUAGES
from bot.models.summary_style import SummaryLength, SummaryStyle
from bot.texts import Text
from bot.texts import summarize as texts

AS_ACTION = "summary:as"

WISHES = {
    "line": "一句话",
    "short": "简短",
    "normal": "中等长度",
    "long": "详细",
    "en": "用英文",
    "zh": "用中文",
    "zh-hant": "用繁体中文",
}
"""What a button asks for, in the words that `read_wish` reads."""
_LANGUAGES = frozenset(LANGUAGES)
_LENGTHS: tuple[SummaryLength, ...] = ("line", "short", "normal", "long")
_ENGLISH = "English"
"""As `SummaryStyle.language` has it."""


def summary_buttons(request: Request, style: SummaryStyle, *, has_model: bool) -> Keyboard:
    """One row; a channel or an anonymous administrator presses as somebody else and can only ask."""
    row = []
    if request.sender.id > 0 and style.method != "review":
        place = _LENGTHS.index(style.length)
        if place > 0:
            row.append(_button(_LENGTHS[place - 1], texts.SHORTER_BUTTON, request))
        if place + 1 < len(_LENGTHS):
            row.append(_button(_LENGTHS[place + 1], texts.LONGER_BUTTON, request))
    row.append(ask_button(request, request.language))
    if has_model and request.sender.id > 0:
        row.append(_language_button(request, style))
    return (tuple(row),)


def with_kind(wish: str, kind: str) -> str:
    """The wish with another kind; what an earlier button said of the same is taken out."""
    same = _LANGUAGES if kind in _LANGUAGES else set(_LENGTHS)
    words = [word for word in wish.split(" ") if word not in {WISHES[one] for one in same}]
    return " ".join([*words, WISHES[kind]]).strip()


def _language_button(request: Request, style: SummaryStyle) -> Button:
    is_english = style.language == _ENGLISH if style.language else request.language == "en"
    if is_english:
        chinese = "zh-hant" if request.language == "zh-hant" else "zh"
        return _button(chinese, texts.IN_CHINESE_BUTTON, request)
    return _button("en", texts.IN_ENGLISH_BUTTON, request)


def _button(kind: str, label: Text, request: Request) -> Button:
    """`summary:as:<kind>:<who asked>:<question>:<version>`."""
    version = f"{request.sender.id}:{request.message_id}:{request.update_id}"
    return Button(label.to(request.language), f"{AS_ACTION}:{kind}:{version}")
