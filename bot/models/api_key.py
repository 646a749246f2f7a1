"""Who may use the HTTP chat: a key with a name."""

import hashlib
from dataclasses import dataclass, field

FIRST_FREE_ID = 2**52
"""Ids of Telegram end below (Bot API: Chat, id), and a double is exact up to twice as much."""
_PEOPLE = FIRST_FREE_ID + 2**51
_COUNT = 2**51


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program that uses the HTTP chat.

    Args:
        name: under which its conversations, documents and budget are kept.
        secret: what it shows; empty where no key is asked for.
        is_public: anybody can read it in a page, so it has a small budget and sees no list.
    """

    name: str
    secret: str = field(default="", repr=False)
    is_public: bool = False

    @property
    def person_id(self) -> int:
        """The id under which its use is counted: always the same for a name."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return _PEOPLE + int.from_bytes(digest[:8], "big") % _COUNT


LOCAL = ApiKey("local")
"""Whoever is on this machine, where no key is set."""
