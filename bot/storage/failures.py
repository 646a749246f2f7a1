"""Which failures of Redis are a `StorageDown`: those that end by themselves, or once somebody helps the server."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from redis.asyncio.sentinel import MasterNotFoundError
from redis.exceptions import (
    AskError,
    AuthenticationError,
    AuthenticationWrongNumberOfArgsError,
    BusyLoadingError,
    ClusterDownError,
    ClusterError,
    ConnectionError,  # noqa: A004 -- redis names it so
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    SlotNotCoveredError,
    TimeoutError,  # noqa: A004 -- redis names it so
    TryAgainError,
)

from bot.errors import StorageDown

_WHY: Mapping[type[Exception], str] = {
    AuthenticationError: "it refuses the name or password",
    AuthenticationWrongNumberOfArgsError: "it refuses the name or password",
    NoPermissionError: "the user lacks a right",
    BusyLoadingError: "it is loading its data",
    ReadOnlyError: "it is a read-only replica",
    OutOfMemoryError: "its memory is full",
    TimeoutError: "it does not answer in time",
    ClusterDownError: "not all of the cluster's slots are served",
    ResponseError: "it refuses commands",
    MasterNotFoundError: "the sentinels know no such master",
}
_UNREACHABLE = (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OSError)
_CLUSTER_CHANGES = (ClusterError, AskError, TryAgainError, SlotNotCoveredError)
"""A master is dead, or slots are on their way to another: `MovedError` is an `AskError`."""
_CANNOT_WRITE = ("MISCONF", "NOREPLICAS", "UNBLOCKED")
"""The disk is full; too few copies follow (min-replicas-to-write); this master has become a copy."""


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise `StorageDown` for them; the others are mistakes of this program."""
    try:
        yield
    except (*_UNREACHABLE, *_CLUSTER_CHANGES) as error:
        raise StorageDown from error
    except ResponseError as error:
        if _cannot_write(error):
            raise StorageDown from error
        raise


def _cannot_write(error: ResponseError) -> bool:
    answer = str(error).rpartition(" caused error: ")[
        2
    ]  # of a pipeline: redis-py names the command
    return isinstance(error, OutOfMemoryError) or answer.lstrip("('").startswith(_CANNOT_WRITE)


def why(error: Exception) -> str:
    """Why a server cannot be used, in words."""
    cause: BaseException | None = error.__cause__ or error
    while cause is not None:
        for kind, words in _WHY.items():
            if isinstance(cause, kind):
                return words
        cause = cause.__cause__
    return "it does not answer"
