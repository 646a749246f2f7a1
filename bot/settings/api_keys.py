"""BOT_API_KEYS: the keys of the HTTP chat, `key`, `name=key` or `public:name=key`, between commas."""

import hashlib
import ipaddress
import re

from pydantic import SecretStr

from bot.errors import StartError
from bot.models.api_key import ApiKey

_PUBLIC = "public:"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,32}")
_SECRET = re.compile(r"[!-+\--~]{1,200}")
"""What an HTTP header carries as it is: visible ASCII, here without the comma."""


def parse_api_keys(value: SecretStr | None) -> tuple[ApiKey, ...]:
    """The keys; raises StartError where one is none, or two are alike."""
    given = value.get_secret_value().split(",") if value else []
    keys = tuple(_parse(item.strip(), place) for place, item in enumerate(given, 1) if item.strip())
    names, secrets = {key.name for key in keys}, {key.secret for key in keys}
    if len(names) < len(keys) or len(secrets) < len(keys):
        raise StartError("BOT_API_KEYS has a name or a key twice.")
    return keys


def is_loopback(host: str) -> bool:
    """Does the address belong to this machine alone?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _parse(item: str, place: int) -> ApiKey:
    """One key. Without a name it gets one that stays the same, and from which nobody can guess it."""
    is_public = item.startswith(_PUBLIC)
    name, equals, secret = item.removeprefix(_PUBLIC).partition("=")
    if not is_public and (not equals or not secret.strip("=")):  # "…==" is the end of a base64 key
        name, secret = f"key-{hashlib.sha256(item.encode()).hexdigest()[:8]}", item
    if not _NAME.fullmatch(name):
        raise StartError(
            f"BOT_API_KEYS: the name of key {place} must be letters, digits, . _ or -."
        )
    if not _SECRET.fullmatch(secret):
        raise StartError(f"BOT_API_KEYS: key {place} must be ASCII without spaces, at most 200.")
    return ApiKey(name, secret, is_public)
