"""One check of a greeting by Baidu, with a token of its own: are the keys and the service all right?"""

from bot.errors import CensorDown
from bot.moderation.baidu_http import CENSOR_PATH, BaiduHttp
from bot.moderation.baidu_responses import TokenRejected, read_verdict
from bot.moderation.baidu_token import BaiduToken

_GREETING = "你好"


class _NoStore:
    """Implements `ports.posts.AccessTokenStore` and keeps nothing."""

    async def get(self, name: str) -> str | None:
        return None

    async def put(self, name: str, token: str, ttl_s: int) -> None: ...

    async def drop(self, name: str, token: str) -> None: ...

    async def may_fetch(self, name: str, within_s: int) -> bool:
        return True


async def probe_baidu(base_url: str, api_key: str, secret_key: str) -> None:
    """Fetch a token and have a greeting judged; raises a `errors.CensorError`."""
    http = BaiduHttp(base_url, max_calls=1)
    try:
        token = await BaiduToken(http, _NoStore(), api_key, secret_key).get()
        read_verdict(
            await http.post(CENSOR_PATH, {"access_token": token}, {"text": _GREETING}), _GREETING
        )
    except TokenRejected:
        raise CensorDown from None
    finally:
        http.close()
