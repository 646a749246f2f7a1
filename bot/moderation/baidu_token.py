"""Baidu's access token: shared by all replicas, fetched by one worker at a time.

A token is valid for 30 days (Baidu: REFERENCE/Lkru0zoz4); several may be valid at the same time.
"""

import asyncio
import hashlib

from bot.errors import CensorClosed, CensorDown
from bot.moderation.baidu_http import TOKEN_PATH, BaiduHttp
from bot.moderation.baidu_responses import read_json
from bot.ports.posts import AccessTokenStore
from bot.texts import censor as censor_texts

_DAY_S = 24 * 3600
_FETCH_TIMEOUT_S = 15
_POLL_S = 0.2


class BaiduToken:
    """Gets the access token from the store, or from Baidu.

    Args:
        http: makes the calls.
        store: shared by all replicas.
        api_key, secret_key: the account's.
    """

    def __init__(
        self, http: BaiduHttp, store: AccessTokenStore, api_key: str, secret_key: str
    ) -> None:
        self._http = http
        self._store = store
        self._api_key = api_key
        self._secret_key = secret_key
        # The API key itself must not be readable in Redis.
        self._name = hashlib.sha256(api_key.encode()).hexdigest()[:16]

    async def get(self) -> str:
        """The token; raises CensorClosed for wrong keys, CensorDown without a response."""
        for _ in range(int(_FETCH_TIMEOUT_S / _POLL_S)):
            token = await self._store.get(self._name)
            if token is not None:
                return token
            if await self._store.may_fetch(self._name, _FETCH_TIMEOUT_S):
                return await self._fetch()
            await asyncio.sleep(_POLL_S)
        raise CensorDown

    async def reject(self, token: str) -> None:
        """Baidu refused this token: fetch another one next time."""
        await self._store.drop(self._name, token)

    async def _fetch(self) -> str:
        query = {
            "grant_type": "client_credentials",
            "client_id": self._api_key,
            "client_secret": self._secret_key,
        }
        answer = read_json(await self._http.post(TOKEN_PATH, query, {}))
        if "error" in answer:
            raise CensorClosed(censor_texts.MISCONFIGURED, code=answer["error"])
        token, lives_s = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not isinstance(lives_s, int):
            raise CensorDown
        await self._store.put(self._name, token, max(60, lives_s - _DAY_S))
        return token
