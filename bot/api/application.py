"""The ASGI application: routes, errors, and what every request passes."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from bot.api import (
    chat_routes,
    conversation_routes,
    document_routes,
    openai_routes,
    pages,
)
from bot.api.context import ApiServices
from bot.api.errors import add_error_handlers
from bot.api.gate import Gate
from bot.api.keys import KeyRing
from bot.models.api_key import ApiKey

_DESCRIPTION = (
    "Ask the bot over HTTP: the same answers, memory, documents and games as in its chats. "
    "Every failure is JSON with one sentence in `detail`, in the language of Accept-Language."
)


def build_application(
    services: ApiServices, keys: Sequence[ApiKey], origins: Sequence[str]
) -> FastAPI:
    """Build it.

    Args:
        services: what it is built on.
        keys: who may use it; none: everybody on this machine.
        origins: sites whose pages may call it.
    """
    app = FastAPI(
        title="群聊小助手 · HTTP chat",
        version="1",
        description=_DESCRIPTION,
        docs_url=None,  # FastAPI's pages load their scripts from a CDN
        redoc_url=None,
    )
    app.state.services = services
    app.state.can_be_framed = any(key.is_public for key in keys)
    add_error_handlers(app)
    for routes in (chat_routes, conversation_routes, document_routes, openai_routes, pages):
        app.include_router(routes.router)
    app.mount("/static/shared", pages.shared)
    app.mount("/static", pages.static)
    app.add_middleware(Gate, keys=KeyRing(keys), origins=origins)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[origin.rstrip("/") for origin in origins],
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After", "X-Request-Id"],
        )
    return app
