"""Stored rows of a newer version that runs beside this one: of their fields, those that this version knows."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Row = TypeVar("Row", bound=DataclassInstance)


def known(kind: "type[Row]", stored: Mapping[str, Any]) -> "Row":
    """A `kind` of the stored values; the others say what only the newer version acts on."""
    return kind(
        **{field.name: stored[field.name] for field in fields(kind) if field.name in stored}
    )
