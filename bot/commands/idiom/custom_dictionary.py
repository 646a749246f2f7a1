"""Keeps this process's dictionary at the idioms that members have taught, whichever process took them."""

import asyncio

from bot.idioms.lexicon import lexicon
from bot.ports.custom_idioms import CustomIdiomRepository


class CustomDictionary:
    """The lessons as this process knows them.

    Args:
        lessons: where they are kept.
    """

    def __init__(self, lessons: CustomIdiomRepository) -> None:
        self._lessons = lessons
        self._version = 0
        self._loading = asyncio.Lock()

    async def keep_up(self, version: int) -> None:
        """Learn what was taught or dropped since, if the lessons are at another `version`."""
        if version == self._version:
            return
        async with self._loading:
            if version != self._version:
                self._version, taught = await self._lessons.taught()
                lexicon().learn(taught)

    async def refresh(self) -> None:
        """Ask for the version, then as above."""
        await self.keep_up(await self._lessons.version())
