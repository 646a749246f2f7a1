"""/start, /help, questions about the bot in plain words, and commands that do not exist."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from bot.commands.intent import topic_of
from bot.errors import StaleButton
from bot.models.chat import Button, ButtonPress, Keyboard, Language, Request
from bot.ports.chat import Permissions, Reply
from bot.texts import help as texts

HELP_ACTION = "help"
PLAY_ACTION = "idiom:play"
_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class HelpCommands:
    """Explains what the bot can do.

    Args:
        permissions: reviewers see their commands too.
        receives_group_messages: Telegram delivers every group message (Bot API: getMe,
            can_read_all_group_messages).
    """

    permissions: Permissions
    receives_group_messages: bool = True

    async def start(self, request: Request, reply: Reply) -> None:
        """Greet the sender and name the four main commands; a group is greeted as when the bot joins it."""
        if request.chat_kind != "private":
            await self.greet(request, reply)
            return
        language = request.language
        text = texts.START.to(language, name=request.sender.name)
        game = Button(texts.START_GAME.to(language), PLAY_ACTION)
        how = Button(texts.START_HELP.to(language), HELP_ACTION)
        await reply.send(text, keyboard=((game, how),), expires=True)

    async def help(self, request: Request, reply: Reply) -> None:
        """An overview, in private with a button for each page; `/help 接龙`: a page."""
        page = _page_named(request.text)
        if page and await self._may_see(page, request):
            await reply.send(texts.PAGES[page].to(request.language), expires=True)
            return
        text, keyboard = await self._overview(request)
        await reply.send(text, keyboard=keyboard, expires=True)

    async def pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`help:<page>`: show it in the place of the overview; `help`: the overview again."""
        if not press.has_button:
            raise StaleButton
        page = press.action.removeprefix(HELP_ACTION).removeprefix(":")
        text, keyboard = await self._overview(press)
        if page in texts.PAGES and await self._may_see(page, press):
            text = texts.PAGES[page].to(press.language)
            keyboard = ((Button(texts.HELP_BACK.to(press.language), HELP_ACTION),),)
        await reply.edit(press.message_id, text, keyboard=keyboard)

    async def _overview(self, cause: Request | ButtonPress) -> tuple[str, Keyboard]:
        """What can be done there: in a group what works in groups, and to whom it belongs.

        The commands of reviewers are shown to a reviewer in private, and in the review chat.
        """
        language, chat_id = cause.language, cause.thread.chat_id
        is_private, reviews = cause.chat_kind == "private", await self._may_see("review", cause)
        text = texts.HELP.to(language) if is_private else texts.HELP_GROUP.to(language)
        if not is_private and await self.permissions.administers(chat_id, cause.sender.id):
            text += texts.HELP_GROUP_ADMIN.to(language)
        if reviews:
            text += texts.HELP_REVIEW.to(language)
        if not is_private:
            own = cause.sender.language
            is_foreign = (own == "en") != (language == "en")
            text += texts.HELP_GROUP_MORE.to(language)
            return text + (texts.HELP_IN_OWN_LANGUAGE.to(own) if is_foreign else ""), ()
        pages = [page for page in texts.PAGE_LABELS if page != "review" or reviews]
        return text + texts.HELP_MORE.to(language), _keyboard(pages, language)

    async def answer(self, request: Request, reply: Reply) -> None:
        """Answer a greeting or a question about the bot: shortly, and only about what was asked."""
        topic, language = topic_of(request.text), request.language
        keyboard: Keyboard = ()
        if topic == "greeting":
            await self.greeting(request, reply)
            return
        if topic:
            text = texts.TOPICS[topic].to(language)
        else:
            text = texts.SHORT_HELP.to(language)
            if request.chat_kind == "private":
                _, keyboard = await self._overview(request)
                text += texts.HELP_MORE.to(language)
            else:
                text += texts.SHORT_HELP_MORE.to(language)
        await reply.send(text, keyboard=keyboard, expires=True)

    async def greeting(self, request: Request, reply: Reply) -> None:
        """Answer a greeting, or a mention without a word."""
        text = texts.GREETING.to(request.language, name=request.sender.name)
        await reply.send(text, expires=True)

    async def greet(self, request: Request, reply: Reply) -> None:
        """Introduce the bot to a group it was added to."""
        text = texts.GROUP_GREETING.to(request.language)
        if not self.receives_group_messages:
            text += texts.GROUP_PRIVACY.to(request.language)
        await reply.send(text)

    async def forwarded(self, request: Request, reply: Reply) -> None:
        """Say that a forwarded command is not carried out; in a group it is only shown to others."""
        if request.chat_kind == "private":
            await reply.send(texts.FORWARDED.to(request.language, name=request.command))

    async def unknown(self, request: Request, reply: Reply) -> None:
        """Say that a command does not exist, unless it may be meant for another bot."""
        if not request.addressed:
            return
        name = request.text.split(maxsplit=1)[0].lstrip("/")
        known = set(texts.MENU)
        if not await self._may_see("review", request):
            known -= texts.REVIEW_COMMANDS
        similar = difflib.get_close_matches(name.partition("@")[0].lower(), known, n=1)
        if similar:
            text = texts.MISTYPED_COMMAND.to(request.language, name=name, similar=similar[0])
        else:
            text = texts.UNKNOWN_COMMAND.to(request.language, name=name)
        await reply.send(text, expires=True)

    async def _may_see(self, page: str, cause: Request | ButtonPress) -> bool:
        if page != "review":
            return True
        if cause.chat_kind == "private":
            return await self.permissions.may_review(cause.sender.id)
        return await self.permissions.is_review_chat(cause.thread.chat_id)


def _page_named(text: str) -> str | None:
    """The page that `/help` names, by the label of its button, by its command, or by what it is about."""
    name = text.strip().lower().removeprefix("/")
    for page, label in texts.PAGE_LABELS.items():
        labels = [label.to(language) for language in get_args(Language)]
        if name == page or name in [one.partition(" ")[2].lower() for one in labels]:
            return page
    topic = topic_of(text)
    return topic if topic in texts.PAGES else None


def _keyboard(pages: Sequence[str], language: Language) -> Keyboard:
    buttons = [
        Button(texts.PAGE_LABELS[page].to(language), f"{HELP_ACTION}:{page}") for page in pages
    ]
    return tuple(tuple(buttons[n : n + _IN_A_ROW]) for n in range(0, len(buttons), _IN_A_ROW))
