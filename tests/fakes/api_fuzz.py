"""Requests made from the OpenAPI document by Schemathesis, valid ones and invalid ones, and what is wrong with the answers.

Checked: no 5xx, no status, content type or body that the document does not have.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
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


def cases_of(document: dict[str, Any], *, examples: int, number: int) -> Iterator[Case[Any]]:
    """So many requests of each kind for each route; the same `number` makes the same ones."""
    schema: Any = schemathesis.openapi.from_dict(document)
    for result in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            made: list[Case[Any]] = []

            @seed(number)
            @settings(
                max_examples=examples,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=result.ok().as_strategy(generation_mode=mode))
            def collect(case: Case[Any], made: list[Case[Any]] = made) -> None:
                made.append(case)

            try:
                collect()
            except schemathesis.core.errors.SchemathesisError:
                continue  # nothing about the route can be invalid
            yield from made


async def faults_of(client: httpx.AsyncClient, case: Case[Any]) -> list[str]:
    """Send a request; what the answer has that the document has not."""
    wanted = case.as_transport_kwargs(base_url=str(client.base_url).rstrip("/"))
    allowed = {"method", "url", "headers", "files", "data", "json", "params", "cookies"}
    prepared = requests.Request(
        **{name: value for name, value in wanted.items() if name in allowed}
    ).prepare()
    body = prepared.body
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
