"""The errors of the house.

    BotError                    a person can be told: `say(language)` is the sentence
    ├── StartError              the bot cannot start; the operator reads it on one line
    ├── StorageDown             Redis does not answer
    ├── FileTooBig              over the platform's download limit
    ├── ModelError
    │   ├── ModelThrottled  ModelBlocked  ModelAuth  ModelQuota
    │   ├── ModelUnavailable  ModelCut  ModelFull  ModelTooLong
    │   └── ModelSilent  ModelRefused
    ├── DocumentError           a document cannot be read; says why
    ├── PostError               a post cannot be taken, shown or decided; says why
    ├── CustomIdiomError        a custom idiom cannot be proposed, decided or removed; says why
    ├── CensorError             a censor gave no verdict
    │   ├── CensorBusy          its limit of calls a second was met
    │   ├── CensorDown          transient: time-out, 5xx, no JSON
    │   ├── CensorRefused       it cannot read this very text
    │   └── CensorClosed        every further call would fail too; admins are told once
    └── DeliveryError
        ├── ChatGone            blocked, kicked, deleted
        ├── DeliveryRefused     surely not delivered
        │   ├── DeliveryLater   the platform is away or wants to be left alone
        │   └── MessageGone     what should change was deleted
        └── DeliveryUnknown     may have been delivered

Adapters raise them at their edge, `from` the cause; `say` is the one place that makes sentences.
"""

from typing import ClassVar

from bot.models.chat import Language
from bot.models.document import DocumentProblem
from bot.texts import Text, common, documents, post


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
    """408, 5xx, time-out, no connection: it may work in a moment."""

    text = common.MODEL_UNAVAILABLE


class ModelCut(ModelError):
    """The stream ended before the answer did."""

    text = common.MODEL_CUT


class ModelFull(ModelError):
    """The answer met the model's own limit of length; what came is all there will be."""

    text = common.MODEL_FULL


class ModelSilent(ModelError):
    """The model ended well without having said anything."""

    text = common.MODEL_SILENT


class ModelTooLong(ModelError):
    """The input is over the model's limit."""

    text = common.MODEL_TOO_LONG


class ModelRefused(ModelError):
    """The service refuses the call as such (unknown model, parameter): the operator must act."""

    text = common.MODEL_REFUSED


class DocumentError(BotError):
    """A document or link cannot be read: `problem` says why, `name` is the file or the host.

    `status` and `type` (of `values`) fill the sentences about links.
    """

    def __init__(self, problem: DocumentProblem, name: str = "", **values: object) -> None:
        super().__init__(name=name or documents.NAMELESS, **values)
        self.problem = problem

    def say(self, language: Language) -> str:
        """The sentence for a person."""
        return documents.PROBLEMS[self.problem].to(language, **self.values)


class PostError(BotError):
    """A post cannot be taken, shown or decided; `sentence` says why and what to do."""

    def __init__(self, sentence: Text, **values: object) -> None:
        super().__init__(**values)
        self.sentence = sentence

    def say(self, language: Language) -> str:
        """The sentence for a person; values that are sentences are told in their language too."""
        values = {
            name: value.to(language) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        return self.sentence.to(language, **values)


class CustomIdiomError(BotError):
    """A custom idiom cannot be proposed, decided or removed; `sentence` says why."""

    def __init__(self, sentence: Text, **values: object) -> None:
        super().__init__(**values)
        self.sentence = sentence

    def say(self, language: Language) -> str:
        """The sentence for a person."""
        return self.sentence.to(language, **self.values)


class CensorError(BotError):
    """The censor gave no verdict; nothing is published because of that."""

    text = post.CENSOR_DOWN


class CensorBusy(CensorError):
    """The limit of calls a second was met: ask again, it does not count as an attempt."""


class CensorDown(CensorError):
    """A time-out, a broken connection, 5xx, or an answer that is none."""


class CensorRefused(CensorError):
    """The censor cannot read this very text; asking again would not help."""


class CensorClosed(CensorError):
    """The quota is used up or the account is not set up: every call fails until that changes."""

    def __init__(self, sentence: Text, **values: object) -> None:
        super().__init__(**values)
        self.sentence = sentence

    def say(self, language: Language) -> str:
        """The sentence for the admins."""
        return self.sentence.to(language, **self.values)


class DeliveryError(BotError):
    """A message did not reach its chat, or may not have."""


class ChatGone(DeliveryError):
    """403: the bot was blocked, kicked, or the chat is gone."""


class DeliveryRefused(DeliveryError):
    """The platform proved that nothing was delivered; `reason` is for the log."""


class DeliveryPostponed(DeliveryRefused):
    """Nothing was delivered since the platform is away, or will not be called for `after_s` seconds."""

    def __init__(self, after_s: float = 0, **values: object) -> None:
        super().__init__(**values)
        self.after_s = after_s


class MessageGone(DeliveryRefused):
    """The message that should change is no longer there, or no longer ours."""


class DeliveryUnknown(DeliveryError):
    """A time-out or broken connection: the message may exist."""
