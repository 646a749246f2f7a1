"""Builds the commands, and the table of which of them handles which word or button."""

from dataclasses import dataclass

from bot.app.idiom import IdiomServices
from bot.app.posts import PostServices
from bot.chains.services import LlmServices
from bot.commands.ask import AskCommands
from bot.commands.cancellation import CancelScopes
from bot.commands.free_text import FreeText
from bot.commands.help import HelpCommands
from bot.commands.long_summary import DROP, GO, LongSummaryButtons
from bot.commands.memory import MemoryCommands
from bot.commands.quota import QuotaCommand
from bot.commands.summarize import SummarizeCommand
from bot.handlers.routes import OnChatMigrated, OnPress, OnRequest, Routes
from bot.ports.chat import Permissions
from bot.ports.documents import DocumentLoader
from bot.ports.llm import ConversationHistory
from bot.ports.summary_offers import SummaryOffers

FORWARDABLE = frozenset(
    {"start", "help", "ask", "summarize", "mypost", "pending", "stats", "audit"}
)
"""Commands that only ask. What any other would change, the person has to order in their own words."""

UNLISTED = frozenset({"hint", "skip", "giveup"})
"""Subcommands of /idiom that people try as commands in a game; the menu does not list them."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the commands are built on."""

    llm: LlmServices
    history: ConversationHistory
    idiom: IdiomServices
    posts: PostServices
    permissions: Permissions
    cancel_scopes: CancelScopes
    documents: DocumentLoader
    summary_offers: SummaryOffers
    quota: QuotaCommand


def build_routes(
    services: Services, chat_migrated: OnChatMigrated, *, receives_group_messages: bool
) -> Routes:
    """The table; `receives_group_messages`: the privacy mode of the bot is off."""
    llm, idiom, posts = services.llm, services.idiom.commands, services.posts
    ask = AskCommands(llm.answerer, services.cancel_scopes)
    summarize = SummarizeCommand(
        llm.summarizer, services.cancel_scopes, services.documents, services.summary_offers
    )
    long_summary = LongSummaryButtons(summarize)
    memory = MemoryCommands(services.history, services.idiom.games, services.permissions)
    help_commands = HelpCommands(services.permissions, receives_group_messages)
    free_text = FreeText(ask, idiom, summarize, posts.author, posts.rewording, llm.router)
    commands: dict[str, OnRequest] = {
        "start": help_commands.start,
        "help": help_commands.help,
        "idiom": idiom.play,
        "hint": idiom.hint,
        "skip": idiom.skip,
        "giveup": idiom.give_up,
        "ask": ask.ask,
        "stop": ask.stop,
        "summarize": summarize.summarize,
        "reset": memory.reset,
        "forget": memory.forget,
        "quota": services.quota.quota,
    }
    presses: dict[str, OnPress] = {
        "stop": ask.stop_pressed,
        GO: long_summary.go_pressed,
        DROP: long_summary.drop_pressed,
        "idiom:hint": idiom.hint_pressed,
        "idiom:skip": idiom.skip_pressed,
        "idiom:giveup": idiom.give_up_pressed,
        "idiom:meaning": idiom.meaning_pressed,
        "idiom:again": idiom.again_pressed,
        "idiom:confirm": idiom.proposals.confirm_pressed,
        "idiom:take": idiom.proposals.decide_pressed,
        "idiom:offer": idiom.proposals.decide_pressed,
        "idiom:refuse": idiom.proposals.decide_pressed,
    }
    return Routes(
        commands=commands | _post_commands(posts),
        presses=presses | _post_presses(posts),
        free_text=free_text,
        edited=free_text.edited,
        forwardable=FORWARDABLE,
        forwarded=help_commands.forwarded,
        unknown=help_commands.unknown,
        joined=help_commands.greet,
        chat_migrated=chat_migrated,
    )


def _post_commands(posts: PostServices) -> dict[str, OnRequest]:
    author, review, administration = posts.author, posts.review, posts.administration
    return {
        "post": author.submit,
        "mypost": author.list_own,
        "pending": review.pending,
        "approve": review.approve,
        "reject": review.reject,
        "stats": review.stats,
        "deadletter": administration.deadletter,
        "audit": administration.audit,
        "undo": administration.undo,
        "pause": administration.pause,
        "resume": administration.resume,
        "ban": administration.ban,
        "unban": administration.unban,
    }


def _post_presses(posts: PostServices) -> dict[str, OnPress]:
    author, review = posts.author, posts.review
    return {
        "post:submit": author.submit_pressed,
        "post:withdraw": author.withdraw_pressed,
        "review:ok": review.approve_pressed,
        "review:no": review.reject_pressed,
        "review:why": review.reason_pressed,
        "review:edit": posts.rewording.rewrite_pressed,
        "review:ban": review.ban_pressed,
        "review:sent": review.sent_pressed,
        "review:again": review.resend_pressed,
    }
