from dataclasses import fields
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from bot.app.commands import Services
from bot.app.routes import build_routes
from bot.commands.idiom.renderer import buttons
from bot.commands.long_summary import question_keyboard
from bot.commands.settings.commands import SettingsCommands
from bot.commands.settings.lines import build_lines
from bot.commands.settings.page import overview_keyboard
from bot.commands.stoppable_answer import stop_keyboard
from bot.commands.summary_buttons import summary_buttons
from bot.handlers.routes import HandlerTable
from bot.models.chat import Keyboard
from bot.models.game import Buttons, GameReply
from bot.models.post import AuthorRecord, Post, PostDraft
from bot.models.post_states import PostState
from bot.models.summary_style import DEFAULT_STYLE
from bot.moderation.review_card import render_card
from bot.texts.help import MENU
from tests.fakes.chat import said

UNLISTED = {"hint", "skip", "giveup", "cancel", "menu"}
"""Commands that people try although the menu does not list them: in a game, or as other bots have them."""


class Anything:
    """Has every attribute."""

    def __getattr__(self, name: str) -> Any:
        return Anything()


@pytest.fixture
def table() -> HandlerTable:
    anything: Any = Anything()
    services: dict[str, Any] = {field.name: anything for field in fields(Services)}
    services["settings"] = SettingsCommands(anything, (), anything, ZoneInfo("UTC"))
    routes = build_routes(Services(**services), anything, receives_group_messages=True)
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
        question_keyboard("ab12", "zh"),
        summary_buttons(said("总结"), DEFAULT_STYLE, has_model=True),
        *(buttons(GameReply("", -(9 << 60), buttons=kind), "zh") for kind in get_args(Buttons)),
        overview_keyboard(build_lines(), "zh", more=False),
    ],
    ids=[
        "review card",
        "reasons",
        "unknown card",
        "stop",
        "long summary",
        "summary",
        *get_args(Buttons),
        "settings",
    ],
)
def test_every_button_has_a_handler(table, keyboard):
    actions = [button.action for row in keyboard for button in row]
    assert actions
    assert [action for action in actions if not table.press_name(action)] == []


def test_only_commands_that_change_nothing_can_be_forwarded(table):
    assert table.routes.forwardable <= set(table.routes.commands)
    assert not table.routes.forwardable & {
        *("idiom", "post", "stop", "reset", "forget", "approve", "reject", "undo"),
        *("deadletter", "pause", "resume", "ban", "unban"),
    }


def test_the_menu_texts_and_the_routes_have_the_same_commands(table):
    assert set(table.routes.commands) == set(MENU) | UNLISTED
