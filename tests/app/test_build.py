from typing import Any

import pytest

from bot.app.build import _Commands
from bot.commands.ask import stop_keyboard
from bot.commands.idiom.renderer import buttons
from bot.handlers.routes import HandlerTable
from bot.models.chat import Keyboard
from bot.models.post import AuthorRecord, Post, PostDraft, PostState
from bot.moderation.review_card import render_card
from bot.texts.help import MENU


class Anything:
    """Stands for every command: whatever is asked of it is there."""

    def __getattr__(self, name: str) -> Any:
        return Anything()


@pytest.fixture
def table() -> HandlerTable:
    anything: Any = Anything()
    commands = _Commands(*[anything] * 7)
    return HandlerTable(commands.routes(anything), anything, anything)


def card(state: PostState) -> Keyboard:
    draft = PostDraft(1, "作者", "zh", 1, None, 1, "正文")
    post = Post(1, state, 1, draft, 0.0, final="正文", decided_by="阿杰")
    return render_card(post, AuthorRecord()).keyboard


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
