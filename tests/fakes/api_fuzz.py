"""Requests made from the OpenAPI document by Schemathesis, valid ones and invalid ones, and what is wrong with the answers.

Checked: no 5xx, no status, content type or body that the document does not have.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

_CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

_THERE = {"prompt_name": "auto", "model_name": None, "conversation_id": "", "document_id": None}
_THERE |= {"model": "default", "query": "/idiom 画蛇添足", "url": None, "text": "天空是蓝的。" * 20}
"""Names of what exists, since random ones only find that there is no such thing."""


def cases_of(document: dict[str, Any], *, examples: int, number: int) -> Iterator[Case[Any]]:
    """So many requests of each kind for each route; the same `number` makes the same ones."""
    schema: Any = schemathesis.openapi.from_dict(document)
    for result in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for case in _cases(result.ok().as_strategy(generation_mode=mode), examples, number):
                yield case
                if mode is GenerationMode.POSITIVE and isinstance(case.body, dict):
                    case.body |= {name: _THERE[name] for name in _THERE.keys() & case.body.keys()}
                    yield case


def _cases(strategy: Any, examples: int, number: int) -> list[Case[Any]]:
    made: list[Case[Any]] = []

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def collect(case: Case[Any]) -> None:
        made.append(case)

    with suppress(Unsatisfiable):  # nothing about the route can be invalid
        collect()
    return made


async def faults_of(client: httpx.AsyncClient, case: Case[Any]) -> list[str]:
    """Send a request; what the answer has that the document has not."""
    wanted = case.as_transport_kwargs(base_url=str(client.base_url).rstrip("/"))
    allowed = {"method", "url", "headers", "files", "data", "json", "params", "cookies"}
    prepared = requests.Request(
        **{name: value for name, value in wanted.items() if name in allowed}
    ).prepare()
    body = prepared.body
    prepared.headers.pop(
        "Authorization", None
    )  # the client has a key; tests/api/test_keys.py has none
    response = await client.request(
        str(prepared.method),
        str(prepared.url),
        headers=[(name, value) for name, value in prepared.headers.items()],
        content=body.encode() if isinstance(body, str) else body or b"",
    )
    try:
        case.validate_response(response, checks=_CHECKS)
    except FailureGroup as group:
        return [
            f"{case.method} {case.path}: {one} {response.text[:200]}" for one in group.exceptions
        ]
    except Failure as one:
        return [f"{case.method} {case.path}: {one} {response.text[:200]}"]
    return []
