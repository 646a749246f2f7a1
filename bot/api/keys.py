"""Finds whose key a request shows."""

import hmac
from collections.abc import Sequence

from bot.models.api_key import LOCAL, ApiKey


class KeyRing:
    """The keys; without any, everybody on this machine is `LOCAL`."""

    def __init__(self, keys: Sequence[ApiKey]) -> None:
        self._keys = tuple(keys)

    @property
    def is_open(self) -> bool:
        """Is no key asked for?"""
        return not self._keys

    def find(self, authorization: str) -> ApiKey | None:
        """The key of an Authorization header (RFC 6750, 2.1); every key is compared, in constant time."""
        if self.is_open:
            return LOCAL
        scheme, _, shown = authorization.partition(" ")
        given = shown.strip().encode(errors="surrogateescape")
        found = None
        for key in self._keys:
            if hmac.compare_digest(given, key.secret.encode()):
                found = key
        return found if scheme.lower() == "bearer" else None
