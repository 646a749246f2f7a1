"""What happens to a message without a command.

Sure rules come first, since they cost nothing: what was asked for, a Chinese alias, a running game, a
file, a link, an order in plain words (`intent`). Only what they leave open goes to the router, an
LLMRouterChain; where that has no answer, a classifier decides, with a question as its default. What
the command works on is cut out by rules. Where a wish has no object, it is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.commands.ask import AskCommands
from bot.commands.digest.commands import DigestCommand
from bot.commands.digest.membership import DigestMembership
from bot.commands.digest.spans import is_span
from bot.commands.follow_ups import FollowUps
from bot.commands.free_text_rules import (
    asks_about_file,
    game_argument,
    game_text,
    has_no_document,
    has_no_object,
    is_about_pictures,
    is_meant,
    may_start,
)
from bot.commands.help import HelpCommands
from bot.commands.idiom.commands import IdiomCommands, TextResult
from bot.commands.input_requests import Input, InputRequests, OnRequest
from bot.commands.intent import (
    Alias,
    Intent,
    NamedCommand,
    asks_what_game_is,
    cut_argument,
    game_command,
    is_about_chat,
    is_about_own_talk,
    named_command,
    read_alias,
    recognise,
)
from bot.commands.persona_inputs import PersonaInputs
from bot.commands.post.appeals import AppealCommands
from bot.commands.post.author import AuthorCommands
from bot.commands.post.rewording import RewordingCommands
from bot.commands.routing import decide
from bot.commands.summarize import SummarizeCommand
from bot.commands.summary_source import files_of, is_links_alone
from bot.commands.summary_wishes import is_question, read_wish
from bot.logs import add_fields
from bot.models.chat import Request
from bot.models.usage import Caller
from bot.ports.chat import Reply
from bot.ports.llm import Router
from bot.ports.notices import Notices
from bot.streaming.signs import typing
from bot.texts import ask as ask_texts

_STOP = NamedCommand("stop")
"""Ends an answer; in a game where none is being written, that."""
_REMINDER_EVERY_S = 600
"""Talk during a game moves its prompt out of sight; a reminder under each line would annoy."""
_ALBUM_EVERY_S = 30
"""Pictures of an album that come too late to be joined are messages of their own."""


@dataclass(frozen=True, slots=True)
class FreeText:
    """Brings free text to the command it means; silent where the bot was not spoken to.

    `named`: the commands that a whole message may name, like 设置.
    """

    ask: AskCommands
    idiom: IdiomCommands
    summarize: SummarizeCommand
    post: AuthorCommands
    rewording: RewordingCommands
    help: HelpCommands
    router: Router
    inputs: InputRequests
    notices: Notices
    persona_inputs: PersonaInputs
    appeals: AppealCommands
    digest: DigestCommand
    membership: DigestMembership
    follow_ups: FollowUps
    named: Mapping[str, OnRequest] = field(default_factory=dict)

    async def __call__(self, request: Request, reply: Reply) -> None:
        """Handle one message without a command."""
        if await self.rewording.take_rewrite(request, reply) or await self.membership.take_words(
            request, reply
        ):
            return
        received = await self.inputs.receive(request, reply)
        if received == "answered":
            return
        if received and await self._take_input(received, request, reply):
            return
        alias = read_alias(request.text)
        if alias and is_meant(alias, request) and may_start(alias.destination, request):
            await self._go_by_alias(alias, request, reply)
        elif request.file:
            if not await self.post.take_late_picture(request, reply):
                await self._file(request, reply)
        elif request.text:
            await self._text(request, reply)
        else:
            await self._no_words(request, reply)

    async def edited(self, request: Request, reply: Reply) -> None:
        """Handle a message that was edited: it may have become a post, without the order before it."""
        text = request.text
        if not request.command:
            alias = read_alias(text)
            is_post = alias is not None and alias.destination == "post"
            text = alias.rest if alias and is_post else cut_argument(text, "post").text or text
        await self.post.revise(replace(request, text=text), reply)

    async def post_command(self, request: Request, reply: Reply) -> None:
        """/post; the text is asked for where there is none."""
        if has_no_object(request):
            await self._ask_for_post(request, reply)
        else:
            await self.post.submit(request, reply)

    async def summarize_command(self, request: Request, reply: Reply) -> None:
        """/summarize; the document is asked for where there is none, as with "/summarize 这个文件"."""
        if is_span(request.text) and not (request.file or request.quoted):
            await self.digest.digest(request, reply)
        elif has_no_object(request) or has_no_document(request):
            await self.inputs.ask_for("summarize", request, reply)
        else:
            await self._summarize_source(request, reply)

    async def _summarize_source(self, request: Request, reply: Reply) -> None:
        """Summarise a document; a picture, which may be one of a page, is for what looks at pictures."""
        if is_about_pictures(request):
            await self.ask.ask(request, reply)
        else:
            await self.summarize.summarize(request, reply)

    async def _go_by_alias(self, alias: Alias, request: Request, reply: Reply) -> None:
        intent = recognise(request.text)
        bare = replace(request, text=alias.rest)
        add_fields(what=f"text: {alias.destination}")
        if intent == Intent("help", is_sure=True):
            await self.help.answer(request, reply)
        elif alias.destination == "idiom":
            await self.idiom.play(replace(request, text=game_argument(alias.rest)), reply)
        elif alias.destination == "ask":
            await self.ask.ask(bare, reply)
        elif alias.destination == "post":
            await self.post_command(bare, reply)
        elif cut_argument(request.text, "summarize").text:  # it stands behind a colon
            await self.summarize.summarize(bare, reply)
        else:
            await self.summarize_command(bare, reply)

    async def _file(self, request: Request, reply: Reply) -> None:
        """Somebody who sends a file wants its summary, unless the caption asks or says that it is a post."""
        if not request.addressed:
            return
        add_fields(what="file")
        if recognise(request.text) == Intent("post", is_sure=True) and may_start("post", request):
            await self._post(request, reply, is_sure=True)
        elif request.file and request.file.kind == "voice":
            await reply.send(ask_texts.NO_VOICE.to(request.language), expires=True)
        elif all(file.is_image for file in files_of(request)):
            await self._image(request, reply)
        elif asks_about_file(request):
            await self.ask.ask(request, reply)
        else:
            await self.summarize.summarize(request, reply)

    async def _image(self, request: Request, reply: Reply) -> None:
        """Answer the caption of a picture; of an album without one the question is asked for, once.

        The caption of a forwarded picture is its author's.
        """
        if not request.album or request.text:
            own = replace(request, text="") if request.forwarded else request
            await self.ask.ask(own, reply)
        elif await self.notices.is_due(request.thread, "album_of_pictures", _ALBUM_EVERY_S):
            await reply.send(ask_texts.ALBUM.to(request.language), expires=True)

    async def _no_words(self, request: Request, reply: Reply) -> None:
        """A sticker or the like; or nothing but the bot's name: as a reply it asks about that message."""
        if request.unreadable:
            await _answer_unreadable(request, reply)
        elif request.addressed and request.quoted:
            await self.ask.ask(request, reply)
        elif request.addressed:
            await self.help.greeting(request, reply)

    async def _text(self, request: Request, reply: Reply) -> None:
        command = _named_by(request)
        if command == _STOP and await self.ask.stopped(request):
            return
        game = TextResult.NO_GAME
        if may_start("idiom", request):
            game = await self.idiom.play_text(request, reply)
        if game is TextResult.TOOK_PART:
            add_fields(what="text: game")
        if game is TextResult.TOOK_PART or not request.addressed:
            return
        in_game = game is TextResult.NOT_PART_OF_GAME
        if in_game and _may_name_command(request):
            command = game_command(request.text) or command
        request = await self._complete(request, command)
        if command and not request.quoted and (run := self.named.get(command.name)):
            add_fields(what=f"text: /{command.name}")
            await run(replace(request, text=command.argument), reply)
            return
        intent = await self._decide(request, reply)
        add_fields(what=f"text: {intent.destination}", sure=intent.is_sure)
        await self._go(intent, request, reply)
        if in_game and intent.destination in {"ask", "help"}:
            await self._remind(request, reply)

    async def _complete(self, request: Request, command: NamedCommand | None) -> Request:
        """The request, as a reply to the summary before it: 换成英文 there wants that one in English."""
        if command and command.name in self.named and command.name != "lang":
            return request
        return await self.follow_ups.complete(request)

    async def _decide(self, request: Request, reply: Reply) -> Intent:
        """What is wanted; who forwards somebody else's words does not want what they order.

        A question as a reply is about what it replies to; a kind of summary is one of a document.
        """
        if request.quoted and is_question(request.text):
            return Intent("ask", is_sure=True)
        if read_wish(request.text).is_style_alone:  # without a document, of the answer before
            is_of_document = await self.summarize.concerns(request)
            return Intent("summarize" if is_of_document else "ask", is_sure=True)
        if asks_what_game_is(request.text):
            return Intent("help", is_sure=True)
        if not any(map(str.isalnum, request.text)):  # 。 or 😀 alone
            return Intent("ask", is_sure=True)
        if is_links_alone(request.text):
            return Intent("summarize", is_sure=True)
        intent = recognise(request.text)
        if not intent.is_sure:
            async with typing(reply):
                intent = await decide(request.text, self.router, Caller.of(request))
        return intent if may_start(intent.destination, request) else Intent("ask", is_sure=False)

    async def _go(self, intent: Intent, request: Request, reply: Reply) -> None:
        match intent.destination:
            case "ask":
                await self.ask.ask(request, reply)
            case "help":
                await self.help.answer(request, reply)
            case "idiom":
                await self.idiom.play(replace(request, text=game_text(request.text)), reply)
            case "summarize":
                await self._summarize(request, reply)
            case "post":
                await self._post(request, reply, is_sure=intent.is_sure)

    async def _summarize(self, request: Request, reply: Reply) -> None:
        """Summarise what the message replies to, or brings along; the words around it are a wish."""
        quoted, argument = request.quoted, cut_argument(request.text, "summarize")
        is_about_quoted = quoted and (quoted.file or quoted.text.strip())
        is_to_others = quoted is not None and not quoted.by_bot
        has_source = quoted is not None or argument.text
        if request.chat_kind == "private" and not has_source and is_about_own_talk(request.text):
            await self.ask.ask(request, reply)  # the model remembers it
            return
        if is_about_chat(request.text) and not (is_to_others or argument.text):
            await self.digest.digest(request, reply)
        elif is_about_pictures(request):
            await self.ask.ask(request, reply)
        elif is_about_quoted:
            await self.summarize.summarize(request, reply)
        elif argument.text:
            bare = replace(request, text=argument.text, wish=argument.wish)
            await self.summarize.summarize(bare, reply)
        else:
            await self.inputs.ask_for("summarize", request, reply)

    async def _post(self, request: Request, reply: Reply, *, is_sure: bool) -> None:
        """Submit what a sure order names; what may be none is offered with a button."""
        quoted, text = request.quoted, cut_argument(request.text, "post").text
        is_about_quoted = quoted is not None and quoted.sender_id == request.sender.id
        if text and not is_sure:
            await self.post.offer(request, text, reply)
        elif text or request.file or (is_sure and is_about_quoted):
            await self.post.submit(replace(request, text=text), reply)
        else:
            await self._ask_for_post(request, reply)

    async def _ask_for_post(self, request: Request, reply: Reply) -> None:
        self.post.require_reviewers()
        await self.inputs.ask_for("post", request, reply)

    async def _take_input(self, received: Input, request: Request, reply: Reply) -> bool:
        """The message brings what was asked for; the question that it replies to is no part of it.

        False: it is about something else after all.
        """
        add_fields(what=f"input: {received.destination}")
        if received.destination == "daily":
            return await self.idiom.take_daily(request, reply)
        if request.quoted and request.quoted.by_bot:
            request = replace(request, quoted=None)
        if received.destination == "persona":
            await self.persona_inputs.receive(request, reply)
        elif received.destination == "appeal":
            await self.appeals.receive(request, reply)
        elif received.destination == "ask":
            await self.ask.ask_awaited(request, reply)
        elif received.destination == "summarize":
            await self._summarize_source(request, reply)
        elif received.is_clear or request.file:
            await self.post.submit(request, reply)
        else:
            await self.post.offer(request, request.text, reply)
        return True

    async def _remind(self, request: Request, reply: Reply) -> None:
        """Say how the game goes on, which the answer moved out of sight, but not under each answer."""
        if await self.notices.is_due(request.thread, "game_goes_on", _REMINDER_EVERY_S):
            await self.idiom.remind(request.thread, reply)


async def _answer_unreadable(request: Request, reply: Reply) -> None:
    """A sticker, a place or a contact: a friendly line in private, silence in groups."""
    if request.unreadable and request.chat_kind == "private":
        text = ask_texts.UNREADABLE[request.unreadable]
        await reply.send(text.to(request.language), expires=True)


def _named_by(request: Request) -> NamedCommand | None:
    """The command that the message names, and nothing else; in a group it has to be said to the bot."""
    return named_command(request.text) if _may_name_command(request) else None


def _may_name_command(request: Request) -> bool:
    return request.addressed and not (request.forwarded or request.quoted)
