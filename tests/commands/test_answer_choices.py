"""What a chat may choose for its answers; tests/commands/test_chats_at_once.py has it in two chats."""

import pytest

from bot.models.answer_choices import AnswerChoices
from bot.models.chat_settings import AS_CONFIGURED, ChatSettings


@pytest.mark.parametrize(
    ("asked", "configured", "length"),
    [(None, None, None), (300, None, 300), (None, 900, 900), (2000, 900, 900), (-1, 900, 900)],
)
def test_an_answer_is_no_longer_than_configured(asked, configured, length):
    offered = AnswerChoices({}, max_tokens=configured)
    assert offered.options(ChatSettings(max_tokens=asked)).max_tokens == length


def test_where_nothing_is_chosen_and_nothing_configured_the_service_decides():
    options = AnswerChoices({}).options(AS_CONFIGURED)
    assert (options.model, options.temperature, options.max_tokens) == (None, None, None)
