from typing import Any

import pytest

from bot.app.build import _Commands
from bot.commands.ask import stop_keyboard
from bot.commands.idiom_speech import buttons
from bot.handlers.routes import Table
from bot.models.chat import Keyboard
from bot.models.post import Draft, Post, PostState, Record
from bot.moderation.cards import card_of
from bot.texts.help import MENU


class Anything:
    """Stands for every command: whatever is asked of it is there."""

    def __getattr__(self, name: str) -> Any:
        return Anything()


@pytest.fixture
def table() -> Table:
    anything: Any = Anything()
    commands = _Commands(*[anything] * 7)
    return Table(commands.routes(anything), anything, anything)


def card(state: PostState) -> Keyboard:
    draft = Draft(1, "作者", "zh", 1, None, 1, "正文")
    post = Post(1, state, 1, draft, 0.0, final="正文", decided_by="阿杰")
    return card_of(post, Record()).keyboard


@pytest.mark.parametrize(
    "keyboard",
    [
        card("review"),
        card("rejected"),
        card("unknown"),
        stop_keyboard("ab12", "zh"),
        buttons(3, "zh"),
    ],
    ids=["review card", "reasons", "unknown card", "stop", "idiom"],
)
def test_every_button_that_is_shown_leads_somewhere(table, keyboard):
    actions = [button.action for row in keyboard for button in row]
    assert actions
    assert [action for action in actions if table._verb_of(action) is None] == []


def test_every_command_of_the_menu_has_its_verb_and_every_verb_its_line(table):
    assert set(table.routes.commands) == set(MENU)
