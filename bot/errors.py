"""Every error of the bot; each can be told to a person as one sentence.

    BotError
    ├── StartError
    ├── StorageDown ── PartlyStored  NotCopied
    ├── HistoryUnreadable  FileTooBig  ImageTooBig  StaleButton  TooManyWaiting  ServerStopping
    ├── ModelError
    │   ├── ModelThrottled  ModelBlocked  ModelAuth  ModelQuota  ModelUnavailable  ModelCut
    │   ├── ModelFull  ModelSilent  ModelTooLong  ModelRefused  ModelPaused
    │   └── ModelBudgetSpent (also a ChosenTextError)
    ├── DocumentError
    ├── ChosenTextError
    │   ├── PostError  CustomIdiomError
    │   └── RequestError ── Unauthorised  Forbidden  NotFound  BodyTooBig  BadRequest
    ├── CensorError
    │   ├── CensorBusy  CensorDown  CensorRefused
    │   └── CensorClosed (also a ChosenTextError)
    └── DeliveryError
        ├── ChatGone  DeliveryUnknown
        └── DeliveryRefused ── DeliveryPostponed  MessageGone

Adapters raise them `from` the cause. A caller that shows an error calls `say`; no text of another
exception reaches a person.
"""

import logging
from collections.abc import Sequence

from bot.models.chat import Language
from bot.models.document import DocumentProblem
from bot.models.inbox import IncomingUpdate
from bot.texts import Text, api, censor, common, documents, memory, usage

log = logging.getLogger(__name__)


class BotError(Exception):
    """A failure with a sentence for a person; `values` fill in the sentence.

    A value that is a `Text` itself is shown in the person's language.
    """

    text: Text = common.INTERNAL
    said_before = False
    """The person was told the same a moment ago; it is not repeated."""

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values

    def say(self, language: Language) -> str:
        """The sentence for a person; a general one where a value is missing."""
        values = {
            name: value.to(language) if isinstance(value, Text) else value
            for name, value in self.values.items()
        }
        try:
            return self.text.to(language, **values)
        except KeyError as missing:
            log.error("The sentence of %s needs the value %s.", type(self).__name__, missing)  # noqa: TRY400 -- the traceback of the KeyError says nothing more
            return common.INTERNAL.to(language)

    def __str__(self) -> str:
        return self.say("zh")


class ChosenTextError(BotError):
    """An error whose sentence is chosen where it is raised."""

    def __init__(self, text: Text, /, **values: object) -> None:
        super().__init__(**values)
        self.text = text


class StartError(BotError):
    """The bot cannot start; `reason` is the sentence for the operator."""

    text = Text(zh="{reason}", en="{reason}")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


class StorageDown(BotError):
    """Redis does not answer."""

    text = common.STORAGE_DOWN


class PartlyStored(StorageDown):
    """Some updates were stored, and those in `left` were not, since another master has their place."""

    def __init__(self, left: Sequence[IncomingUpdate]) -> None:
        super().__init__()
        self.left = left


class NotCopied(StorageDown):
    """It was stored, but no copy of the server has it: if the server has lost its place, so is this."""


class HistoryUnreadable(BotError):
    """A file holds no messages in the form of LangChain's message dicts."""

    text = memory.UNREADABLE


class FileTooBig(BotError):
    """The file is over the limit for downloads; `size_mb` is its size."""

    text = common.FILE_TOO_BIG


class ImageTooBig(BotError):
    """The picture is over the limit of what a model is shown, `limit` in MB."""

    text = common.IMAGE_TOO_BIG


class StaleButton(BotError):
    """The bot has no such button, any more or at all."""

    text = common.STALE_BUTTON


class TooManyWaiting(BotError):
    """So many updates of the person wait (`count`) that no more are taken."""

    text = common.TOO_MANY_WAITING


class ModelError(BotError):
    """A call of the language model failed."""

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
    """408, 5xx, a time-out or no connection: a later call may work."""


class ModelCut(ModelError):
    """The stream ended before the answer did."""

    text = common.MODEL_CUT


class ModelFull(ModelError):
    """The answer reached the model's limit of length; what came is all there will be."""

    text = common.MODEL_FULL


class ModelSilent(ModelError):
    """The model ended without an error and without any text."""

    text = common.MODEL_SILENT


class ModelTooLong(ModelError):
    """The input is over the model's limit."""

    text = common.MODEL_TOO_LONG


class ModelRefused(ModelError):
    """The service refuses the call itself (unknown model or parameter): the operator must act."""

    text = common.MODEL_REFUSED


class ModelPaused(ModelError):
    """An administrator has paused all calls."""

    text = usage.MODEL_PAUSED


class ModelBudgetSpent(ChosenTextError, ModelError):
    """A limit of requests or tokens is reached, or would be.

    `said_before`: another request was told of it in the same minute or day. `retry_after_s`: when the
    limit ends; None where that is not known.
    """

    def __init__(
        self,
        text: Text,
        /,
        *,
        said_before: bool = False,
        retry_after_s: float | None = None,
        **values: object,
    ) -> None:
        super().__init__(text, **values)
        self.said_before = said_before
        self.retry_after_s = retry_after_s


class DocumentError(BotError):
    """A document or link cannot be read.

    Args:
        problem: why.
        name: of the file, or the host of the link.
        values: `status` for LINK_REFUSED, `type` for LINK_TYPE, `parts` and `limit` for
            TOO_MANY_PARTS.
    """

    def __init__(self, problem: DocumentProblem, name: str = "", **values: object) -> None:
        super().__init__(name=name or documents.UNNAMED, **values)
        self.problem = problem
        self.text = documents.PROBLEMS[problem]


class PostError(ChosenTextError):
    """A post cannot be submitted, shown or decided."""


class CustomIdiomError(ChosenTextError):
    """An idiom cannot be proposed, decided or removed."""


class RequestError(ChosenTextError):
    """A request over HTTP is refused; the request itself must change."""


class Unauthorised(RequestError):
    """It shows no key, or a wrong one."""


class Forbidden(RequestError):
    """Its key may not do that."""


class NotFound(RequestError):
    """What it names does not exist, or is another key's."""


class BodyTooBig(RequestError):
    """Its body is over the limit."""


class BadRequest(RequestError):
    """Its body is not as documented, or names what is unknown."""


class ServerStopping(BotError):
    """The process ends before the answer does."""

    text = api.STOPPING


class CensorError(BotError):
    """The censor gave no verdict, so nothing is published."""

    text = censor.DOWN


class CensorBusy(CensorError):
    """The limit of calls a second was reached: ask again, this does not count as an attempt."""


class CensorDown(CensorError):
    """A time-out, a broken connection, 5xx, or an answer that is not valid."""


class CensorRefused(CensorError):
    """The censor cannot check this text; asking again would not help."""


class CensorClosed(ChosenTextError, CensorError):
    """The quota is used up or the account is not set up; the sentence is for the admins."""


class DeliveryError(BotError):
    """A message was not delivered, or may not have been."""


class ChatGone(DeliveryError):
    """403: the bot was blocked or removed, or the chat was deleted."""


class DeliveryRefused(DeliveryError):
    """The platform certainly did not deliver; `reason` is for the log."""


class DeliveryPostponed(DeliveryRefused):
    """Not delivered: the platform is down (`after_s` 0), or `chat_id` may not be called for `after_s` seconds."""

    def __init__(self, after_s: float = 0, chat_id: int = 0, **values: object) -> None:
        super().__init__(**values)
        self.after_s = after_s
        self.chat_id = chat_id


class MessageGone(DeliveryRefused):
    """The message to change was deleted or is not the bot's."""


class DeliveryUnknown(DeliveryError):
    """A time-out or a broken connection: the message may have been delivered."""
