"""`reply_markup`: inline keyboards are validated; force_reply and other markups are recognised."""

import re

from bot.playground.server.api_error import BotApiError, bad_request
from bot.playground.server.formatting.entities import validated_url
from bot.playground.server.parameters import Parameters
from bot.playground.server.state import Json

MAX_CALLBACK_DATA_BYTES = 64
_OTHER_ACTIONS = ("switch_inline_query", "switch_inline_query_current_chat", "copy_text", "web_app")
_OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def inline_keyboard(parameters: Parameters) -> Json | None:
    """The keyboard below a message (None: none); other markups pass and leave nothing there."""
    markup = _markup(parameters)
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None and _is_other_markup(markup):
        return None
    if not isinstance(rows, list) and rows is not None:
        raise _button_error('Field "inline_keyboard" must be of type Array')
    kept = [_row(row) for row in rows or () if row]
    return {"inline_keyboard": kept} if kept else None


def force_reply(parameters: Parameters) -> Json | None:
    """The markup that makes clients open a reply (Bot API: ForceReply); None: it is another."""
    markup = _markup(parameters)
    return markup if isinstance(markup, dict) and markup.get("force_reply") is True else None


def prevents_edits(parameters: Parameters) -> bool:
    """A message with a markup that is not inline can never be edited (tdlib/td#3196)."""
    markup = _markup(parameters)
    return isinstance(markup, dict) and _is_other_markup(markup)


def _markup(parameters: Parameters) -> object:
    return parameters.structure("reply_markup", "reply keyboard markup")


def _is_other_markup(markup: Json) -> bool:
    return any(name in markup for name in _OTHER_MARKUPS)


def _row(row: object) -> list[Json]:
    if not isinstance(row, list):
        raise bad_request('field "InlineKeyboardMarkup" must be an Array of Arrays')
    return [_button(button) for button in row]


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _button_error("expected an Object")
    text = button.get("text")
    if text is None:
        raise _button_error('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _button_error('Field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    return {"text": text, **_action(button)}


def _action(button: Json) -> Json:
    data, url = button.get("callback_data"), button.get("url")
    if data:
        if not isinstance(data, str):
            raise _button_error('Field "callback_data" must be of type String')
        if len(data.encode()) > MAX_CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    if url:
        prefix = f"inline keyboard button URL '{url}' is invalid"
        if re.search(r"\s", str(url)):
            raise bad_request(f"{prefix}: Wrong HTTP URL")
        return {"url": validated_url(str(url), prefix)}
    for name in _OTHER_ACTIONS:
        if name in button:
            return {name: button[name]}
    raise _button_error("Text buttons are unallowed in the inline keyboard")


def _button_error(reason: str) -> BotApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
