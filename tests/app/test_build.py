from typing import Any

import pytest

from bot.app.routes import Services, build_routes
from bot.commands.ask import stop_keyboard
from bot.commands.idiom.renderer import buttons
from bot.handlers.routes import HandlerTable
from bot.models.chat import Keyboard
from bot.models.post import AuthorRecord, Post, PostDraft
from bot.models.post_states import PostState
from bot.moderation.review_card import render_card
from bot.texts.help import MENU


class Anything:
    """Stands for every command: whatever is asked of it is there."""

    def __getattr__(self, name: str) -> Any:
        return Anything()


@pytest.fixture
def table() -> HandlerTable:
    anything: Any = Anything()
    services = Services(*[anything] * 6)
    routes = build_routes(services, anything, receives_group_messages=True)
    return HandlerTable(routes, anything, anything)


def card(state: PostState) -> Keyboard:
    draft = PostDraft(1, "作者", "zh", 1, None, 1, "正文")
    post = Post(1, state, 1, draft, final="正文", decided_by="阿杰")
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


def test_every_command_of_the_menu_is_handled_and_every_handled_command_is_in_the_menu(table):
    assert set(table.routes.commands) == set(MENU)
