"""The calls to Baidu: requests, run in threads of their own.

Keys and tokens travel in the URL (Baidu: REFERENCE/Lkru0zoz4), and requests puts the URL into the
text of its errors. So no error of requests leaves this module: a call that failed is None.
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
"""To connect (just over TCP's first retransmission), and between two bytes of the answer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP answer as it came."""

    status: int
    body: bytes


class BaiduHttp:
    """Posts forms to Baidu.

    Args:
        base_url: root of the service.
        calls_at_once: threads and connections kept.
        timeouts_s: to connect, and between two bytes of the answer.
    """

    def __init__(
        self,
        base_url: str,
        *,
        calls_at_once: int,
        timeouts_s: tuple[float, float] = TIMEOUTS_S,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeouts_s = timeouts_s
        self._threads = ThreadPoolExecutor(calls_at_once, thread_name_prefix="baidu")
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=calls_at_once, max_retries=0)
        self._session.mount(self._base_url, adapter)

    async def post(
        self, path: str, query: Mapping[str, str], form: Mapping[str, str]
    ) -> Answered | None:
        """Send one URL-encoded form; None where no answer came (time-out, broken connection).

        Redirects are not followed: the address holds a secret.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._post, path, query, form)

    def close(self) -> None:
        """Close the connections; calls under way end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    def _post(
        self, path: str, query: Mapping[str, str], form: Mapping[str, str]
    ) -> Answered | None:
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
        return Answered(response.status_code, response.content)
