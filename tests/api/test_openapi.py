"""Every route does what the OpenAPI document says, whatever is sent (`make soak ARGS=api_fuzz` sends more)."""

import pytest

from tests.fakes.api import running_chat, settings_for

pytestmark = pytest.mark.slow
EXAMPLES = 2


async def test_nothing_is_answered_that_the_document_does_not_have(redis):
    from tests.fakes.api_fuzz import cases_of, faults_of  # noqa: PLC0415 -- takes a second

    async with running_chat(redis, settings_for()) as chat:
        document = (await chat.client.get("/openapi.json")).json()
        faults = [
            fault
            for case in cases_of(document, examples=EXAMPLES, number=16)
            for fault in await faults_of(chat.client, case)
        ]
    assert faults == []
