"""What a message without a command may start, and what it is about. Pure."""

from bot.commands.chat_rules import hears_plain_words
from bot.commands.idiom.subcommands import Subcommand, parse_subcommand
from bot.commands.intent import (
    Alias,
    Intent,
    cut_argument,
    game_subcommand,
    is_about_chat,
    recognise,
)
from bot.commands.summary_source import files_of
from bot.commands.summary_wishes import is_question
from bot.models.chat import Request
from bot.models.llm import Destination

_CHANGES = frozenset({"idiom", "post"})
"""What a forwarded message cannot start: somebody else's words are not the sender's move or post."""


def may_start(destination: Destination, request: Request) -> bool:
    """A forwarded message gives no orders."""
    return not (request.forwarded and destination in _CHANGES)


def is_meant(alias: Alias, request: Request) -> bool:
    """In a group that did not address the bot a bare word needs something to work on.

    There 接龙 also begins lists in which people put down their names.
    """
    if request.addressed:
        return True
    if not hears_plain_words(request):
        return False
    if alias.destination == "idiom":
        return not alias.rest or bool(game_argument(alias.rest))
    return bool(alias.rest) or request.quoted is not None


def asks_about_file(request: Request) -> bool:
    """Is the caption of a document a question about it? That of a forwarded one is its author's."""
    is_document = request.file is not None and request.file.kind == "document"
    return is_document and not request.forwarded and is_question(request.text)


def is_about_pictures(request: Request) -> bool:
    """Are there only pictures to work on: its own, or that of the message it replies to?"""
    quoted = request.quoted
    files = files_of(request) or ([quoted.file] if quoted and quoted.file else [])
    return bool(files) and all(file.is_image for file in files)


def has_no_object(request: Request) -> bool:
    """Does a command have nothing to work on?"""
    return not (request.text or request.file or request.quoted)


def has_no_document(request: Request) -> bool:
    """Do the words behind the order say no more than that something is to be summarised?"""
    if request.file or request.quoted or is_about_chat(request.text):
        return False
    order = f"总结{request.text}"
    is_order = recognise(order) == Intent("summarize", is_sure=True)
    return is_order and not cut_argument(order, "summarize").text


def game_argument(rest: str) -> str:
    """What follows 接龙: a subcommand, an idiom, or four characters that are meant as one."""
    is_word = len(rest) == 4 and not rest.isascii()
    return rest if is_word or parse_subcommand(rest) else game_text(rest)


def game_text(text: str) -> str:
    """What a wish to play says to the game: an idiom to open with, or a subcommand like 规则."""
    subcommand = parse_subcommand(text)
    if subcommand and subcommand[0] in {Subcommand.LOOK_UP, Subcommand.ADD}:
        return text
    return cut_argument(text, "idiom").text or game_subcommand(text)
