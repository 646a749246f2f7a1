"""What the Bot API answers where it does not do as asked."""

from collections.abc import Mapping


class Refusal(Exception):
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


def bad_request(reason: str, **parameters: int) -> Refusal:
    """400: the request is wrong."""
    return Refusal(400, f"Bad Request: {reason}", parameters)


def forbidden(reason: str) -> Refusal:
    """403: the bot may not do this there."""
    return Refusal(403, f"Forbidden: {reason}")


def conflict(reason: str) -> Refusal:
    """409: somebody else takes the updates."""
    return Refusal(409, f"Conflict: {reason}")


def too_many_requests(retry_after_s: int) -> Refusal:
    """429: come back later."""
    return Refusal(
        429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s}
    )
