"""Reads the streams of a compound file ([MS-CFB]), the container of Office before 2007.

A chain of sectors that runs in circles, or out of the file, is damage.
"""

import struct
from collections.abc import Iterator

from bot.errors import DocumentError
from bot.models.document import DocumentProblem

_HEADER = struct.Struct("<30x H H 14x I 4x I I 4x I")
_HEADER_BYTES, _FAT_SECTORS_AT = 76, 109  # the header names the first 109 sectors of the FAT
_ENTRY = struct.Struct("<64s H B x 4x 4x 4x 36x I Q")
_ENTRY_BYTES = 128
_ROOT, _STREAM = 5, 2
_LAST_SECTOR = 0xFFFFFFFA  # greater numbers end a chain
_SECTOR_SHIFTS = (9, 12)


class CompoundFile:
    """The streams of a file, by name; raises DAMAGED."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._open()
        except (struct.error, IndexError, ValueError) as error:
            raise DocumentError(DocumentProblem.DAMAGED) from error

    def stream(self, name: str) -> bytes | None:
        """The content of a stream; None where there is none."""
        if name not in self._entries:
            return None
        start, size_bytes = self._entries[name]
        try:
            if size_bytes < self._mini_cutoff_bytes:
                content = b"".join(self._mini_sectors(start))
            else:
                content = b"".join(self._sectors(start))
        except (IndexError, ValueError) as error:
            raise DocumentError(DocumentProblem.DAMAGED) from error
        return content[:size_bytes]

    def _open(self) -> None:
        shift, mini_shift, directory, cutoff, mini_fat, difat = _HEADER.unpack_from(self._data)
        if shift not in _SECTOR_SHIFTS or mini_shift >= shift:
            raise ValueError(shift)
        self._sector_bytes, self._mini_bytes = 1 << shift, 1 << mini_shift
        self._mini_cutoff_bytes = cutoff
        self._fat = [
            number
            for sector in self._fat_sectors(difat)
            for number in _numbers(self._sector(sector))
        ]
        self._entries = dict[str, tuple[int, int]]()
        self._mini_stream = b""
        self._read_directory(b"".join(self._sectors(directory)))
        self._mini_fat = [n for sector in self._sectors(mini_fat) for n in _numbers(sector)]

    def _fat_sectors(self, difat: int) -> Iterator[int]:
        """The sectors of the FAT: those in the header, then those in a chain of lists."""
        first = struct.unpack_from(f"<{_FAT_SECTORS_AT}I", self._data, _HEADER_BYTES)
        yield from (sector for sector in first if sector < _LAST_SECTOR)
        for _ in range(len(self._data) // self._sector_bytes):
            if difat >= _LAST_SECTOR:
                return
            *sectors, difat = _numbers(self._sector(difat))
            yield from (sector for sector in sectors if sector < _LAST_SECTOR)

    def _read_directory(self, directory: bytes) -> None:
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            name, name_bytes, kind, start, size_bytes = _ENTRY.unpack_from(directory, at)
            size_bytes &= 0xFFFFFFFF  # version 3 leaves the upper half undefined
            if kind == _ROOT:
                self._mini_stream = b"".join(self._sectors(start))
            elif kind == _STREAM:
                text = name[: max(0, name_bytes - 2)].decode("utf-16-le", errors="replace")
                self._entries.setdefault(text, (start, size_bytes))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector_bytes
        return self._data[at : at + self._sector_bytes]

    def _sectors(self, first: int) -> Iterator[bytes]:
        return (self._sector(number) for number in _chain(self._fat, first))

    def _mini_sectors(self, first: int) -> Iterator[bytes]:
        size = self._mini_bytes
        return (self._mini_stream[n * size : (n + 1) * size] for n in _chain(self._mini_fat, first))


def _chain(fat: list[int], number: int) -> Iterator[int]:
    for _ in range(len(fat) + 1):
        if number >= _LAST_SECTOR:
            return
        yield number
        number = fat[number]
    raise ValueError(number)  # a circle


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
