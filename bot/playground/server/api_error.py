"""The errors that the Bot API answers with: 400, 403, 409, 429."""

from collections.abc import Mapping


class BotApiError(Exception):
    """An answer with `ok: false`.

    Args:
        code: `error_code`, which is the HTTP status too.
        description: Telegram's own words, e.g. `Bad Request: chat not found`.
        parameters: ResponseParameters (retry_after in seconds, migrate_to_chat_id).
    """

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


def bad_request(reason: str, **parameters: int) -> BotApiError:
    """400: the request is wrong."""
    return BotApiError(400, f"Bad Request: {reason}", parameters)


def forbidden(reason: str) -> BotApiError:
    """403: the bot may not do this in that chat."""
    return BotApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> BotApiError:
    """409: another client receives the updates."""
    return BotApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after_s: int) -> BotApiError:
    """429: call again later."""
    return BotApiError(
        429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s}
    )
