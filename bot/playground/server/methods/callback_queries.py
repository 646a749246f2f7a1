"""The method answerCallbackQuery: the answer to a pressed button."""

from collections.abc import Mapping

from bot.playground.server.api_error import bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.formatting.entities import utf16_length
from bot.playground.server.parameters import Parameters

MAX_ANSWER_UTF16 = 200


def answer_callback_query(server: BotApiServer, parameters: Parameters) -> bool:
    """`answerCallbackQuery`: each query once."""
    text = parameters.text("text")
    if utf16_length(text) > MAX_ANSWER_UTF16:
        raise bad_request("MESSAGE_TOO_LONG")
    query_id = parameters.text("callback_query_id")
    user_id = server.state.callback_queries.pop(query_id, None)
    if user_id is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    answer = {
        "user_id": user_id,
        "callback_query_id": query_id,
        "text": text,
        "show_alert": parameters.flag("show_alert"),
    }
    server.state.publish("callback_answer", answer)
    return True


METHODS: Mapping[str, Method] = {"answerCallbackQuery": answer_callback_query}
