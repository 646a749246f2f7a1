"""How the bot gets its updates: getUpdates or a webhook."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.playground.server.methods.method import Method
from bot.playground.server.parameters import Parameters
from bot.playground.server.refusals import bad_request
from bot.playground.server.service import Service
from bot.playground.server.world import Json, Webhook


async def get_updates(service: Service, parameters: Parameters) -> list[Json]:
    """GetUpdates."""
    _take_allowed_updates(service, parameters)
    return await service.updates.poll(
        parameters.integer("offset"),
        parameters.integer("limit", 100),
        parameters.integer("timeout"),
    )


def set_webhook(service: Service, parameters: Parameters) -> bool:
    """SetWebhook; http addresses are taken as well, as a server run with --local does."""
    url = parameters.text("url")
    secret = parameters.text("secret_token")
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _take_allowed_updates(service, parameters)
    return _use(service, parameters, Webhook(url, secret) if url else None)


def delete_webhook(service: Service, parameters: Parameters) -> bool:
    """DeleteWebhook."""
    return _use(service, parameters, None)


def get_webhook_info(service: Service, _: Parameters) -> Json:
    """GetWebhookInfo."""
    hook = service.world.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(service.world.pending),
    }
    if hook is not None and hook.last_error:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    if service.world.allowed_updates:
        info["allowed_updates"] = service.world.allowed_updates
    return info


def _use(service: Service, parameters: Parameters, hook: Webhook | None) -> bool:
    if parameters.flag("drop_pending_updates"):
        service.world.pending = []
    service.world.webhook = hook
    service.world.has_changed = True
    service.webhook.changed()
    return True


def _take_allowed_updates(service: Service, parameters: Parameters) -> None:
    """An empty list means Telegram's own choice; a missing one keeps what was set before."""
    allowed = parameters.structure("allowed_updates", "allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates: Expected an Array of String")
    service.world.allowed_updates = [str(kind) for kind in allowed]


METHODS: Mapping[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
