"""Maps the errors of a model service to those of bot/errors.py.

Codes: Model Studio, "Error messages" (native and compatible mode), and OpenAI, "Error codes".
"""

from bot.errors import (
    ModelAuth,
    ModelBlocked,
    ModelError,
    ModelFull,
    ModelQuota,
    ModelRefused,
    ModelThrottled,
    ModelTooLong,
    ModelUnavailable,
)

_BY_CODE: tuple[tuple[str, type[ModelError]], ...] = (
    ("datainspection", ModelBlocked),
    ("data_inspection", ModelBlocked),
    ("content_filter", ModelBlocked),
    ("content_policy", ModelBlocked),
    ("arrearage", ModelQuota),
    ("insufficient_quota", ModelQuota),
    ("freetieronly", ModelQuota),
    ("context_length", ModelTooLong),
    ("toolarge", ModelTooLong),
)
_BY_MESSAGE: tuple[tuple[str, type[ModelError]], ...] = (
    ("range of input length", ModelTooLong),
    ("maximum context length", ModelTooLong),
    ("insufficient_quota", ModelQuota),
    ("free quota", ModelQuota),
    ("free tier", ModelQuota),
)
_BY_STATUS: dict[int, type[ModelError]] = {
    401: ModelAuth,
    402: ModelQuota,
    403: ModelAuth,
    408: ModelUnavailable,
    413: ModelTooLong,
    429: ModelThrottled,
}


def check_finish_reason(finish_reason: str) -> None:
    """Raise a `ModelError` where the stream has ended but the answer is not whole.

    Values: Model Studio, "DashScope API reference" (stop, length, tool_calls), and OpenAI, "The
    chat completion chunk object" (content_filter).
    """
    if not finish_reason:
        raise ModelUnavailable from EOFError("the stream ended without a finish_reason")
    if finish_reason == "length":
        raise ModelFull
    if finish_reason == "content_filter":
        raise ModelBlocked


def map_error(status: int, code: str, message: str) -> ModelError:
    """Return the error for an HTTP status with the service's own code and message.

    The code is more exact than the status: an account without money gets 400 or 429.
    """
    code, message = code.lower(), message.lower()
    for needle, kind in _BY_CODE:
        if needle in code:
            return kind()
    for needle, kind in _BY_MESSAGE:
        if needle in message:
            return kind()
    if code.startswith("throttling"):
        return ModelThrottled()
    if status >= 500:
        return ModelUnavailable()
    return _BY_STATUS.get(status, ModelRefused)()
