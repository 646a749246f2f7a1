"""A strict server of Baidu's text censor protocol, for tests.

Token: REFERENCE/Lkru0zoz4. Censor: cloud.baidu.com/doc/ANTIPORN/s/Rk3h6xb3i (request) and
Nk3h6xbb2 (answer). It refuses what Baidu refuses: a body that is not URL-encoded, text over 20,000
bytes, a missing, wrong or expired token, more than `qps` calls in any second.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

API_KEY = "test-api-key-0123456789"
SECRET_KEY = "test-secret-key-abcdefghij"
CENSOR_PATH = "/rest/2.0/solution/v1/text_censor/v2/user_defined"

ERRORS = {
    1: "Unknown error",
    2: "Service temporarily unavailable",
    3: "Unsupported openapi method",
    4: "Open api request limit reached",
    6: "No permission to access data",
    14: "IAM Certification failed",
    17: "Open api daily request limit reached",
    18: "Open api qps request limit reached",
    19: "Open api total request limit reached",
    100: "Invalid parameter",
    110: "Access token invalid or no longer valid",
    111: "Access token expired",
    216015: "module closed",
    216100: "invalid param",
    282000: "internal error",
    282004: "invalid parameter(s)",
}

Fault = Callable[[], web.StreamResponse]
"""Makes the answer of one call in place of the verdict."""


@dataclass
class BaiduServer:
    """What the server was asked, and what it is to answer next.

    `words` decides: word -> (conclusionType, type, subType). `faults` are used up first, one a
    call; `hang` is how many of the next calls get no answer. `luck` draws a fault for each call.
    `pause_s` is how long a verdict takes; `open` how many are being thought about now.
    """

    url: str = ""
    qps: int | None = None
    words: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    luck: Callable[[], Fault | None] = field(default=lambda: None)
    hang: int = 0
    pause_s: float = 0
    open: int = 0
    texts: list[str] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    token_fetches: int = 0
    expired: set[str] = field(default_factory=set)

    def fail(self, *codes: int) -> None:
        """The next calls answer these errors."""
        self.faults.extend(partial(error, code) for code in codes)

    def expire_tokens(self) -> None:
        """Every token given so far is answered with 111."""
        self.expired |= {f"24.token-{number}" for number in range(1, self.token_fetches + 1)}

    async def token(self, request: web.Request) -> web.StreamResponse:
        """POST /oauth/2.0/token."""
        query = request.query
        if query.get("grant_type") != "client_credentials":
            return _oauth_error("unsupported_grant_type", "grant_type is not supported")
        if query.get("client_id") != API_KEY:
            return _oauth_error("invalid_client", "unknown client id")
        if query.get("client_secret") != SECRET_KEY:
            return _oauth_error("invalid_client", "Client authentication failed")
        self.token_fetches += 1
        return web.json_response(
            {
                "refresh_token": "25.refresh",
                "expires_in": 2592000,
                "scope": "public brain_all_scope",
                "session_key": "",
                "access_token": f"24.token-{self.token_fetches}",
                "session_secret": "",
            }
        )

    async def censor(self, request: web.Request) -> web.StreamResponse:
        """POST …/text_censor/v2/user_defined."""
        now = asyncio.get_running_loop().time()
        self.arrivals.append(now)
        body = await request.text()
        drawn = self.luck()
        if self.hang > 0:
            self.hang -= 1
            await asyncio.sleep(3600)
        if self.faults:
            return self.faults.popleft()()
        if drawn is not None:
            return drawn()
        refusal = self._refusal(request, now)
        if refusal is not None:
            return error(refusal)
        form = _form(request.content_type, body)
        text = form.get("text", "")
        if not text:
            return error(282004)
        if len(text.encode()) > 20_000:
            return error(216100)
        self.texts.append(text)
        self.open += 1
        await asyncio.sleep(self.pause_s)
        self.open -= 1
        return web.json_response(self._verdict(text))

    def _refusal(self, request: web.Request, now: float) -> int | None:
        token = request.query.get("access_token", "")
        if token in self.expired:
            return 111
        if not token.startswith("24.token-"):
            return 110
        within = [at for at in self.arrivals if now - 1.0 < at <= now]
        return 18 if self.qps is not None and len(within) > self.qps else None

    def _verdict(self, text: str) -> dict[str, Any]:
        found = {word: kind for word, kind in self.words.items() if word in text}
        conclusion = max((kind[0] for kind in found.values()), key=_rank, default=1)
        answer: dict[str, Any] = {
            "log_id": 15572142621780024,
            "conclusion": ("合规", "不合规", "疑似", "审核失败")[conclusion - 1],
            "conclusionType": conclusion,
        }
        if found:
            answer["data"] = [_item(word, *kind) for word, kind in found.items()]
        return answer


def error(code: int) -> web.Response:
    """An error answer: HTTP 200 with a code."""
    return web.json_response(
        {"log_id": 5759149703272850, "error_code": code, "error_msg": ERRORS.get(code, "error")}
    )


def raw(body: str, *, status: int = 200, content_type: str = "text/html") -> Fault:
    """A fault that answers `body` as it is."""
    return lambda: web.Response(text=body, status=status, content_type=content_type)


def answer(content: object, *, status: int = 200) -> Fault:
    """A fault that answers this JSON."""
    body = json.dumps(content, ensure_ascii=False)
    return raw(body, status=status, content_type="application/json")


@asynccontextmanager
async def baidu_server() -> AsyncIterator[BaiduServer]:
    """A running server on a free port of this machine."""
    server = BaiduServer()
    app = web.Application(client_max_size=1_000_000)
    app.router.add_post("/oauth/2.0/token", server.token)
    app.router.add_post(CENSOR_PATH, server.censor)
    runner = web.AppRunner(app, shutdown_timeout=0.05, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.url = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()


def _item(word: str, conclusion: int, kind: int, sub_kind: int) -> dict[str, Any]:
    return {
        "type": kind,
        "subType": sub_kind,
        "conclusion": ("合规", "不合规", "疑似", "审核失败")[conclusion - 1],
        "conclusionType": conclusion,
        "msg": "存在不合规",
        "hits": [
            {
                "datasetName": "百度默认文本反作弊库",
                "words": [word],
                "probability": 0.98,
                "wordHitPositions": [{"keyword": word, "positions": [[0, 1]], "label": "200100"}],
            }
        ],
    }


def _rank(conclusion: int) -> int:
    """不合规 (2) is worse than 疑似 (3)."""
    return {1: 0, 3: 1, 2: 2, 4: 3}[conclusion]


def _form(content_type: str, body: str) -> dict[str, str]:
    """The form's fields; empty where the body is not URL-encoded as the protocol asks."""
    if content_type != "application/x-www-form-urlencoded" or not body.isascii():
        return {}
    return {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}


def _oauth_error(kind: str, description: str) -> web.Response:
    return web.json_response({"error": kind, "error_description": description}, status=401)
