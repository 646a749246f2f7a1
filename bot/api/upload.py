"""Reads a file out of a multipart/form-data body as it arrives, without keeping the body."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from bot.errors import BadRequest, BodyTooBig
from bot.models.chat import FileRef
from bot.models.document import MAX_FILE_BYTES
from bot.texts import api as texts

UPLOAD_S = 120.0
_FIELD = b"file"


class Upload:
    """The first file of the field `file` (RFC 7578).

    `begin` reads up to its name, `copy` the rest; both raise BadRequest, and HTTPException where the
    whole body is over the limit.
    """

    def __init__(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BadRequest(texts.NO_FILE)
        self._body = body
        self._ends_at = asyncio.get_running_loop().time() + UPLOAD_S
        self.filename = ""
        self._is_file = self._was_found = self._is_whole = False
        self._header = [b"", b""]
        self._headers: dict[bytes, bytes] = {}
        self._received: list[bytes] = []
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._headers.clear,
                "on_header_field": lambda data, start, end: self._add(0, data[start:end]),
                "on_header_value": lambda data, start, end: self._add(1, data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._begin_part,
                "on_part_data": self._data,
                "on_part_end": self._end_part,
            },
        )

    async def begin(self) -> FileRef:
        """Read until the file begins; its size is not known yet."""
        while not self._was_found and await self._feed():
            pass
        if not self._was_found:
            raise BadRequest(texts.NO_FILE)
        return FileRef("", self.filename, None)

    async def copy(self, _: FileRef, into: BinaryIO) -> None:
        """Write the file; raises BodyTooBig where it is over the limit."""
        size = 0
        has_more = True
        while has_more:
            for piece in self._received:
                size += len(piece)
                if size > MAX_FILE_BYTES:
                    raise BodyTooBig(texts.BODY_TOO_BIG, limit_kb=MAX_FILE_BYTES // 1024)
                into.write(piece)
            self._received.clear()
            has_more = await self._feed()
        if not self._is_whole:
            raise BadRequest(texts.NO_FILE)

    async def _feed(self) -> bool:
        """Parse the next piece of the body; False at its end."""
        try:
            async with asyncio.timeout_at(self._ends_at):
                piece = await anext(self._body, None)
        except TimeoutError:
            raise BadRequest(texts.UPLOAD_SLOW) from None
        if piece is None:
            return False
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise BadRequest(texts.NO_FILE) from error
        return True

    def _add(self, place: int, data: bytes) -> None:
        self._header[place] += data

    def _end_header(self) -> None:
        name, value = self._header
        self._headers[name.lower()] = value
        self._header = [b"", b""]

    def _begin_part(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        is_file = options.get(b"name") == _FIELD and b"filename" in options
        self._is_file = is_file and not self._was_found
        if self._is_file:
            self._was_found = True
            self.filename = options[b"filename"].decode(errors="replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._received.append(data[start:end])

    def _end_part(self) -> None:
        self._is_whole = self._is_whole or self._is_file
        self._is_file = False
