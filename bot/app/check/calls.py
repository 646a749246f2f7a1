"""Calls of services, whose answers are read without trust: anything may come from a wrong address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.app.check.outcome import Failed

TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=5)
_LONGEST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response."""

    status: int
    content_type: str
    body: bytes

    def objects(self) -> list[dict[str, Any]]:
        """The JSON object of the body, or those of its server-sent events; raises Failed."""
        if self.content_type == "text/event-stream":
            rows = [
                line.removeprefix(b"data:")
                for line in self.body.splitlines()
                if line.startswith(b"data:")
            ]
            rows = [row for row in rows if row.strip() != b"[DONE]"]
        else:
            rows = [self.body]
        try:
            read = [json.loads(row) for row in rows]
        except ValueError:
            read = []
        found = [value for value in read if isinstance(value, dict)]
        if not found:
            raise Failed(
                f"the answer is not one of this service (HTTP {self.status}, {self.content_type}): "
                f"is the address right?"
            )
        return found


async def call(
    session: aiohttp.ClientSession,
    url: str,
    *,
    body: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """POST a JSON body; raises Failed, without the URL: it may hold a secret."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    try:
        async with session.post(url, json=body, headers=headers, allow_redirects=False) as response:
            content = await response.content.read(_LONGEST_BYTES)
            while chunk := await response.content.read(_LONGEST_BYTES - len(content)):
                content += chunk
            return Answer(response.status, response.content_type, content)
    except TimeoutError as error:
        raise Failed(f"{host} does not answer within {TIMEOUT.total:.0f} s") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise Failed(f"no connection to {host}, or it breaks") from error
