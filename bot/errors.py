"""The errors of the house.

    BotError                    a person can be told: `say(language)` is the sentence
    ├── StartError              the bot cannot start; the operator reads it on one line
    ├── StorageDown             Redis does not answer
    ├── FileTooBig              over the platform's download limit
    ├── ModelError
    │   ├── ModelThrottled  ModelBlocked  ModelAuth  ModelQuota
    │   └── ModelUnavailable  ModelCut  ModelTooLong
    ├── DocumentError           a document cannot be read; says why
    └── DeliveryError
        ├── ChatGone            blocked, kicked, deleted
        ├── DeliveryRefused     surely not delivered
        └── DeliveryUnknown     may have been delivered

Adapters raise them at their edge, `from` the cause; `say` is the one place that makes sentences.
"""

from typing import ClassVar

from bot.models.chat import Language
from bot.texts import Text, common


class BotError(Exception):
    """Something went wrong that a person can be told about; `values` fill the sentence."""

    text: ClassVar[Text] = common.INTERNAL

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values

    def say(self, language: Language) -> str:
        """The sentence for a person."""
        return self.text.to(language, **self.values)

    def __str__(self) -> str:
        return self.say("zh")


class StartError(BotError):
    """The bot cannot start; `text` given at the raise says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)

    text = Text(zh="{reason}", en="{reason}")


class StorageDown(BotError):
    """Redis does not answer."""

    text = common.STORAGE_DOWN


class FileTooBig(BotError):
    """The file is over the platform's limit; `size_mb` is its size."""

    text = common.FILE_TOO_BIG


class ModelError(BotError):
    """A model call failed."""

    text = common.MODEL_UNAVAILABLE


class ModelThrottled(ModelError):
    """429: too many requests or tokens."""

    text = common.MODEL_THROTTLED


class ModelBlocked(ModelError):
    """The provider's content inspection refused the question or the answer."""

    text = common.MODEL_BLOCKED


class ModelAuth(ModelError):
    """401 or 403: the key is wrong or may not use the model."""

    text = common.MODEL_AUTH


class ModelQuota(ModelError):
    """The account has no money or quota left."""

    text = common.MODEL_QUOTA


class ModelUnavailable(ModelError):
    """5xx, time-out, no connection, unknown model."""

    text = common.MODEL_UNAVAILABLE


class ModelCut(ModelError):
    """The stream ended before the answer did."""

    text = common.MODEL_CUT


class ModelTooLong(ModelError):
    """The input is over the model's limit."""

    text = common.MODEL_TOO_LONG


class DeliveryError(BotError):
    """A message did not reach its chat, or may not have."""


class ChatGone(DeliveryError):
    """403: the bot was blocked, kicked, or the chat is gone."""


class DeliveryRefused(DeliveryError):
    """The platform proved that nothing was delivered; `reason` is for the log."""


class DeliveryUnknown(DeliveryError):
    """A time-out or broken connection: the message may exist."""
