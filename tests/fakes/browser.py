"""A person at a real browser: headless Chromium over the DevTools protocol."""

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# Without the last three Chromium looks for hosts of its vendor, on a machine that may have no network.
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--lang=en-US", "--remote-debugging-port=0",
)  # fmt: skip
_BEAT_S = 0.03


class Browser:
    """One page. Selectors are CSS; conditions are JavaScript expressions."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.complaints: list[str] = []

    async def listen(self) -> None:
        """Sort what the browser says: answers, and complaints of the page's console."""
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                answer = self._answers.pop(said["id"])
                if not answer.done():  # who asked may have given up waiting
                    answer.set_result(said)
            elif said["method"] in {"Runtime.exceptionThrown", "Log.entryAdded"}:
                self.complaints.append(json.dumps(said["params"])[:500])

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the DevTools protocol."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        said = await answer
        assert "error" not in said, said
        result: dict[str, Any] = said["result"]
        return result

    async def open(self, url: str) -> None:
        """Go there."""
        await self.call("Page.navigate", url=url)

    async def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        said = await self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    async def wait_for(self, condition: str, timeout_s: float = 10) -> None:
        """Wait until the condition holds."""
        try:
            async with asyncio.timeout(timeout_s):
                while not await self.evaluate(f"Boolean({condition})"):  # noqa: ASYNC110 -- a page has no event for it
                    await asyncio.sleep(_BEAT_S)
        except TimeoutError:
            seen = await self.evaluate("document.body.innerText")
            raise AssertionError(f"Not within {timeout_s} s: {condition}\nSeen:\n{seen}") from None

    async def see(self, text: str, timeout_s: float = 10) -> None:
        """Wait until the open conversation shows a text."""
        shown = "document.querySelector('#messages').innerText"
        await self.wait_for(f"{shown}.includes({json.dumps(text)})", timeout_s)

    async def click(self, selector: str) -> None:
        """Press what the selector finds, once it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        await self.wait_for(found)
        await self.evaluate(f"{found}.click()")

    async def say(self, text: str) -> None:
        """Type a text key by key where a person would, and press Enter."""
        await self.evaluate("document.querySelector('#text').focus()")
        await self.call("Input.insertText", text=text)
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter")

    async def choose_file(self, path: Path) -> None:
        """Choose a file for the composer."""
        root = (await self.call("DOM.getDocument"))["root"]["nodeId"]
        node = await self.call("DOM.querySelector", nodeId=root, selector="#file")
        await self.call("DOM.setFileInputFiles", nodeId=node["nodeId"], files=[str(path)])

    async def resize(self, width: int, height: int) -> None:
        """The window's size, in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        await self.call("Emulation.setDeviceMetricsOverride", **size)

    async def screenshot(self, path: Path) -> None:
        """Save what is seen as a PNG."""
        said = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(said["data"]))


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A fresh Chromium with one page; ended with the block."""
    assert CHROMIUM, "there is no Chromium on this machine"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, *_FLAGS, f"--user-data-dir={folder}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = await asyncio.to_thread(_port, Path(folder) / "DevToolsActivePort", process)
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as response:
                    pages = await response.json()
                address = next(page for page in pages if page["type"] == "page")
                async with session.ws_connect(
                    address["webSocketDebuggerUrl"], max_msg_size=0
                ) as socket:
                    browser = Browser(socket)
                    listener = asyncio.create_task(browser.listen())
                    try:
                        for domain in ("Page", "Runtime", "Log"):
                            await browser.call(f"{domain}.enable")
                        yield browser
                    finally:
                        listener.cancel()
                        with suppress(asyncio.CancelledError):
                            await listener
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def _port(file: Path, process: asyncio.subprocess.Process) -> int:
    """Where the browser listens; it writes that down when it is ready."""
    while not (file.exists() and len(file.read_text().splitlines()) == 2):
        assert process.returncode is None, "Chromium ended at its start"
        time.sleep(_BEAT_S)
    return int(file.read_text().splitlines()[0])
