"""Methods by which the bot gets its updates: getUpdates, setWebhook, deleteWebhook."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.playground.server.api_error import bad_request
from bot.playground.server.bot_api_server import BotApiServer, Method
from bot.playground.server.parameters import Parameters
from bot.playground.server.state import Json, WebhookTarget


async def get_updates(server: BotApiServer, parameters: Parameters) -> list[Json]:
    """`getUpdates`."""
    _store_allowed_updates(server, parameters)
    return await server.updates.poll(
        parameters.integer("offset"),
        parameters.integer("limit", 100),
        parameters.integer("timeout"),
    )


def set_webhook(server: BotApiServer, parameters: Parameters) -> bool:
    """`setWebhook`; accepts http addresses too, as a Bot API server with `--local` does."""
    url = parameters.text("url")
    secret = parameters.text("secret_token")
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _store_allowed_updates(server, parameters)
    return _set_target(server, parameters, WebhookTarget(url, secret) if url else None)


def delete_webhook(server: BotApiServer, parameters: Parameters) -> bool:
    """`deleteWebhook`."""
    return _set_target(server, parameters, None)


def get_webhook_info(server: BotApiServer, _: Parameters) -> Json:
    """`getWebhookInfo`."""
    target = server.state.webhook
    info: Json = {
        "url": target.url if target else "",
        "has_custom_certificate": False,
        "pending_update_count": len(server.state.pending_updates),
    }
    if target is not None and target.last_error:
        info["last_error_date"] = target.last_error_date
        info["last_error_message"] = target.last_error
    if server.state.allowed_updates:
        info["allowed_updates"] = server.state.allowed_updates
    return info


def _set_target(server: BotApiServer, parameters: Parameters, target: WebhookTarget | None) -> bool:
    if parameters.flag("drop_pending_updates"):
        server.state.pending_updates = []
    server.state.webhook = target
    server.state.is_unsaved = True
    server.webhook_sender.target_changed()
    return True


def _store_allowed_updates(server: BotApiServer, parameters: Parameters) -> None:
    """An empty list means Telegram's default; a missing one keeps the last choice."""
    allowed = parameters.structure("allowed_updates", "allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates: Expected an Array of String")
    server.state.allowed_updates = [str(kind) for kind in allowed]


METHODS: Mapping[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
