"""Embedding models behind LangChain's `Embeddings`; both raise the errors of bot/errors.py.

`DashScopeEmbeddings` of langchain-community is not used: it holds a thread for each call, retries for
up to 13 s, sets the key of the whole process and cannot be given an address or a number of dimensions.
"""

from collections.abc import Sequence
from typing import Any, Literal

import aiohttp
import openai
from dashscope.client.base_api import BaseAioApi
from langchain_core.embeddings import Embeddings

from bot.chains.error_mapping import map_error
from bot.chains.openai_compatible import map_openai_error
from bot.chains.tongyi import ServiceError
from bot.chains.tongyi_models import EMBEDDING_DIMENSIONS
from bot.errors import ModelUnavailable

_TIMEOUT_S = 20


class AsyncEmbeddings(Embeddings):
    """Embeddings that are asynchronous only."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Not supported."""
        raise NotImplementedError

    def embed_query(self, text: str) -> list[float]:
        """Not supported."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Close the connections."""


class TongyiEmbeddings(AsyncEmbeddings):
    """DashScope's text embeddings; `base_url` ends in `/api/v1`, None is the SDK's own."""

    def __init__(self, *, model: str, api_key: str, base_url: str | None) -> None:
        self._model = model
        self._api_key = api_key
        self._base_url = base_url
        self._session: aiohttp.ClientSession | None = None

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text; at most 10 texts."""
        return await self._embed(texts, "document")

    async def aembed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return (await self._embed([text], "query"))[0]

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def _embed(
        self, texts: Sequence[str], text_type: Literal["document", "query"]
    ) -> list[list[float]]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            response: Any = await BaseAioApi.call(
                model=self._model,
                input={"texts": list(texts)},
                task_group="embeddings",
                task="text-embedding",
                function="text-embedding",
                api_key=self._api_key,
                session=self._session,
                base_address=self._base_url,
                request_timeout=_TIMEOUT_S,
                text_type=text_type,
                dimension=EMBEDDING_DIMENSIONS,
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ModelUnavailable from error
        if response["status_code"] != 200:
            status, code = response["status_code"], str(response["code"] or "")
            message = str(response["message"] or "")
            raise map_error(status, code, message) from ServiceError(status, code, message)
        rows = sorted(response["output"]["embeddings"], key=lambda row: int(row["text_index"]))
        return [row["embedding"] for row in rows]


class OpenAIEmbeddings(AsyncEmbeddings):
    """The embeddings of an OpenAI-compatible address, which ends in `/v1`."""

    def __init__(self, *, model: str, api_key: str | None, base_url: str | None) -> None:
        self._model = model
        self._client = openai.AsyncOpenAI(
            api_key=api_key or "none", base_url=base_url, max_retries=0, timeout=_TIMEOUT_S
        )

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text.

        Texts are sent as they are: langchain-openai's class sends numbers of OpenAI's tokenizer, which
        it downloads and other services do not know. Local servers do not know `dimensions` either.
        """
        try:
            response = await self._client.embeddings.create(
                model=self._model, input=texts, encoding_format="float"
            )
        except openai.APIError as error:
            raise map_openai_error(error) from error
        return [row.embedding for row in sorted(response.data, key=lambda row: row.index)]

    async def aembed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return (await self.aembed_documents([text]))[0]

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()
