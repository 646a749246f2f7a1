"""Reads and validates the settings: the environment first, then .env, then config.yaml."""

import difflib
import os
import re
from pathlib import Path

import yaml
from dotenv import load_dotenv
from pydantic import BaseModel, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsError,
    YamlConfigSettingsSource,
)

from bot.errors import StartError
from bot.settings.settings import Settings

_NEEDED = {
    "missing": "is missing",
    "string_pattern_mismatch": "must be an address that begins with http:// or https://",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list, as [1, 2]",
    "model_type": "must be a section with keys below it",
}
"""What to say of the commonest types of errors (pydantic's "Validation Errors")."""


def load_settings(config: Path | None = None) -> Settings:
    """Read and validate the settings.

    Args:
        config: the YAML file; None: `config.yaml` of the working directory, if there is one.

    Raises:
        StartError: a setting is missing or wrong; the sentence names the file and the key.
    """
    load_dotenv(Path(".env"), override=False)
    file = config or Path("config.yaml")
    if config is not None and not config.is_file():
        raise StartError(f"The configuration file {config} does not exist.")
    _refuse_unknown_sections()
    try:
        settings = _settings_from(file)()
    except ValidationError as error:
        raise StartError(_sentence(error, file)) from error
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f" at line {place.line + 1}" if place else ""
        raise StartError(f"{file} is not valid YAML{where}.") from error
    except SettingsError as error:
        section = re.search(r'field "(\w+)"', str(error))
        name = f"BOT_{section[1].upper()}…" if section else "BOT_…"
        raise StartError(
            f"A variable {name} cannot be read: lists and sections are written as JSON, as [1, 2]."
        ) from error
    except (TypeError, ValueError) as error:
        raise StartError(
            f"{file} must consist of sections, each with its keys below it."
        ) from error
    return settings


def _settings_from(file: Path) -> type[Settings]:
    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            *_defaults: PydanticBaseSettingsSource,
            **_named: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            environment = EnvSettingsSource(settings_cls)
            return environment, YamlConfigSettingsSource(settings_cls, yaml_file=file)

    return FromFile


def _refuse_unknown_sections() -> None:
    sections = set(Settings.model_fields) - {"secrets"}
    for name in os.environ:
        section = re.match(r"BOT_([A-Z0-9]+)(__|$)", name, re.IGNORECASE)
        if section and section[1].lower() not in sections:
            raise StartError(
                f"{name} is set, but the configuration has no section {section[1].lower()}."
            )


def _sentence(error: ValidationError, file: Path) -> str:
    """Every fault with its key, in one line."""
    return (
        f"{file} (or the environment): "
        + "; ".join(
            _fault(".".join(map(str, fault["loc"])), fault["type"], fault["msg"])
            for fault in error.errors()
        )
        + "."
    )


def _fault(key: str, kind: str, message: str) -> str:
    """One fault; a key that stands in the environment goes by the name that it has there."""
    variable = f"BOT_{key.replace('.', '__')}".upper()
    named = variable if variable in os.environ else key
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(key, _known_keys(), n=1)
        return f"{named} is not a key" + (f" (did you mean {near[0]}?)" if near else "")
    if kind == "value_error":
        return f"{named}: {message.removeprefix('Value error, ')}"
    return f"{named} {_NEEDED.get(kind) or message.replace('Input should', 'must', 1)}"


def _known_keys(model: type[BaseModel] = Settings, prefix: str = "") -> list[str]:
    keys: list[str] = []
    for name, field in model.model_fields.items():
        keys.append(prefix + name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys += _known_keys(field.annotation, f"{prefix}{name}.")
    return keys
