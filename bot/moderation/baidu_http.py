"""HTTP calls to Baidu: requests, run in threads.

Keys and tokens are part of the URL (Baidu: REFERENCE/Lkru0zoz4), and requests puts the URL into its
error texts. So no error of requests leaves this module: a call without a response returns None.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests
from requests.adapters import HTTPAdapter

CENSOR_PATH = "/rest/2.0/solution/v1/text_censor/v2/user_defined"
TOKEN_PATH = "/oauth/2.0/token"  # noqa: S105 -- a path

TIMEOUTS_S = (3.05, 5.0)
"""To connect (just over TCP's first retransmission), and between two bytes of the response."""


@dataclass(frozen=True, slots=True)
class BaiduResponse:
    """An HTTP response."""

    status: int
    body: bytes


class BaiduHttp:
    """Posts forms to Baidu.

    Args:
        base_url: root of the service.
        max_calls: calls at the same time: threads and connections.
        timeouts_s: to connect, and between two bytes of the response.
    """

    def __init__(
        self,
        base_url: str,
        *,
        max_calls: int,
        timeouts_s: tuple[float, float] = TIMEOUTS_S,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeouts_s = timeouts_s
        self._threads = ThreadPoolExecutor(max_calls, thread_name_prefix="baidu")
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=max_calls, max_retries=0)
        self._session.mount(self._base_url, adapter)

    async def post(
        self, path: str, query: Mapping[str, str], form: Mapping[str, str]
    ) -> BaiduResponse | None:
        """Send one URL-encoded form; None where no response came (time-out, broken connection).

        Redirects are not followed: the URL holds a secret.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._post, path, query, form)

    def close(self) -> None:
        """Close the connections; calls under way end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    def _post(
        self, path: str, query: Mapping[str, str], form: Mapping[str, str]
    ) -> BaiduResponse | None:
        try:
            response = self._session.post(
                self._base_url + path,
                params=query,
                data=form,
                timeout=self._timeouts_s,
                allow_redirects=False,
            )
        except requests.RequestException:
            return None
        return BaiduResponse(response.status_code, response.content)
