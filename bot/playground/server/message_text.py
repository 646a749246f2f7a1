"""Texts and captions of messages: parse mode, and how long they may be."""

from bot.playground.server.api_error import bad_request
from bot.playground.server.formatting.entities import FormattedText, format_text, utf16_length
from bot.playground.server.formatting.html import parse_html
from bot.playground.server.formatting.markdown_v2 import parse_markdown_v2
from bot.playground.server.parameters import Parameters
from bot.playground.server.state import Json

MAX_TEXT_UTF16 = 4096
MAX_CAPTION_UTF16 = 1024


def parsed_markup(parameters: Parameters, name: str, entities: str) -> tuple[str, object]:
    """A text without its markup, and its entities.

    The entities are not validated yet: Telegram checks the chat before it does that.
    """
    text = parameters.text(name)
    mode = parameters.text("parse_mode").lower()
    if not mode:
        return text, parameters.structure(entities, "entities")
    if mode == "html":
        return parse_html(text)
    if mode == "markdownv2":
        return parse_markdown_v2(text)
    raise bad_request("unsupported parse_mode")


def message_text(parsed: tuple[str, object]) -> FormattedText:
    """A message's text; not empty, and within the limit after entity parsing."""
    if not parsed[0]:
        raise bad_request("message text is empty")
    formatted = format_text(*parsed)
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > MAX_TEXT_UTF16:
        raise bad_request("message is too long")
    return formatted


def caption_fields(parsed: tuple[str, object]) -> Json:
    """A file's caption as fields of its Message."""
    formatted = format_text(*parsed)
    if utf16_length(formatted.text) > MAX_CAPTION_UTF16:
        raise bad_request("message caption is too long")
    return formatted.fields("caption", "caption_entities") if formatted.text else {}
