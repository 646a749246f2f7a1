"""Loads approved custom idioms into this process's game engine, whichever process approved them."""

import asyncio

from bot.idioms.engine import GameEngine
from bot.ports.custom_idioms import CustomIdiomRepository


class CustomIdiomLoader:
    """Gives the engine a dictionary with the custom idioms whenever they have changed.

    Args:
        repository: the custom idioms.
        engine: plays by the shipped dictionary until custom idioms are loaded.
    """

    def __init__(self, repository: CustomIdiomRepository, engine: GameEngine) -> None:
        self.engine = engine
        self._repository = repository
        self._version = 0
        self._loading = asyncio.Lock()

    async def catch_up(self, version: int) -> None:
        """Load the custom idioms, if `version` is not the one that was loaded last."""
        if version == self._version:
            return
        async with self._loading:
            if version != self._version:
                self._version, custom_idioms = await self._repository.all()
                self.engine.use(self.engine.dictionary.with_custom_idioms(custom_idioms))

    async def refresh(self) -> None:
        """Load the custom idioms, if they have changed since."""
        await self.catch_up(await self._repository.version())
