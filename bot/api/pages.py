"""The pages: a chat at `/`, the reference at `/docs`, and a script that puts the chat into any site."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.requests import Request
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).with_name("static")
SHARED = FOLDER.parent.parent / "static"
"""What the page has in common with the playground's."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)

_READING = ["GET", "HEAD"]

router = APIRouter(include_in_schema=False)
static = StaticFiles(directory=FOLDER)
shared = StaticFiles(directory=SHARED)


@router.api_route("/", methods=_READING)
async def chat_page(request: Request) -> FileResponse:
    """The chat; where there is a public key, any site may show it in a frame, as widget.js does."""
    ancestors = "*" if request.app.state.can_be_framed else "'none'"
    return _page("index.html", ancestors=ancestors)


@router.api_route("/docs", methods=_READING)
async def reference() -> FileResponse:
    """The reference, made in the browser of /openapi.json; it loads nothing from elsewhere."""
    return _page("docs.html", ancestors="'none'")


@router.api_route("/widget.js", methods=_READING)
async def widget() -> FileResponse:
    """The script for other sites."""
    return FileResponse(FOLDER / "widget.js", media_type="text/javascript")


def _page(name: str, *, ancestors: str) -> FileResponse:
    headers = {
        "Content-Security-Policy": _POLICY.format(ancestors=ancestors),
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return FileResponse(FOLDER / name, media_type="text/html", headers=headers)
