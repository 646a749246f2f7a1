"""The table of which command handles which word or button on Telegram."""

from bot.app.commands import Commands, Services, build_commands, build_free_text
from bot.app.idiom import IdiomServices
from bot.app.posts import PostServices
from bot.commands.answer_again import AnswerAgainCommands
from bot.commands.document_questions import ASK_ACTION
from bot.commands.health.command import HealthCommand
from bot.commands.health.use import StatsCommand
from bot.commands.help import HELP_ACTION, PLAY_ACTION
from bot.commands.idiom.commands import IdiomCommands
from bot.commands.long_summary import DROP, GO
from bot.commands.long_summary_buttons import LongSummaryButtons
from bot.commands.settings.commands import SettingsCommands
from bot.commands.settings.page import ACTION as SETTINGS
from bot.commands.stoppable_answer import AGAIN_ACTION, MORE_ACTION, STOP_ACTION
from bot.commands.summarize import SummarizeCommand
from bot.commands.summary_buttons import AS_ACTION
from bot.handlers.routes import OnChatMigrated, OnPress, OnRequest, Routes
from bot.models.chat import Request
from bot.ports.chat import Reply

FORWARDABLE = frozenset(
    {
        "start",
        "help",
        "ask",
        "summarize",
        "mypost",
        "privacy",
        "pending",
        "stats",
        "health",
        "audit",
    }
)
"""Commands that only ask. What any other would change, the person has to order in their own words."""


def build_routes(
    services: Services, chat_migrated: OnChatMigrated, *, receives_group_messages: bool
) -> Routes:
    """The table; `receives_group_messages`: the privacy mode of the bot is off."""
    built = build_commands(services, receives_group_messages=receives_group_messages)
    idiom, posts = services.idiom.commands, services.posts
    own, stop = _own_commands(services, built), built.inputs.stopping(built.ask.stop)
    named = own | {"idiom": idiom.play, "stop": stop}
    free_text = build_free_text(services, built, named)

    async def edited(request: Request, reply: Reply) -> None:
        if not await built.again.edited(request, reply):
            await free_text.edited(request, reply)

    commands: dict[str, OnRequest] = {
        "start": built.help.start,
        "help": built.help.help,
        "menu": built.help.help,
        **_idiom_commands(idiom),
        "ask": built.ask.ask,
        "summarize": free_text.summarize_command,
        "post": free_text.post_command,
        **own,
        **_post_commands(posts),
        **_health_commands(services),
    }
    presses: dict[str, OnPress] = {
        STOP_ACTION: built.ask.stop_pressed,
        **_again_presses(built.again),
        **_long_summary_presses(services, built.summarize),
        SETTINGS: built.settings.pressed,
        HELP_ACTION: built.help.pressed,
        ASK_ACTION: built.questions.ask_pressed,
        **_idiom_presses(services.idiom),
        **_post_presses(posts),
    }
    return Routes(
        commands={name: built.inputs.ending(run) for name, run in commands.items()}
        | {"stop": stop, "cancel": stop},
        presses=presses,
        free_text=free_text,
        edited=edited,
        edit_arrived=built.again.stop_edited,
        forwardable=FORWARDABLE,
        forwarded=built.help.forwarded,
        unknown=built.help.unknown,
        joined=built.help.greet,
        chat_migrated=chat_migrated,
        left=services.digest.switch.left,
    )


def _long_summary_presses(services: Services, summarize: SummarizeCommand) -> dict[str, OnPress]:
    buttons = LongSummaryButtons(summarize, services.digest.command, services.permissions)
    return {GO: buttons.go_pressed, DROP: buttons.drop_pressed}


def _again_presses(again: AnswerAgainCommands) -> dict[str, OnPress]:
    return {
        AGAIN_ACTION: again.again_pressed,
        MORE_ACTION: again.more_pressed,
        AS_ACTION: again.summary_pressed,
    }


def _own_commands(services: Services, built: Commands) -> dict[str, OnRequest]:
    """What people do about themselves and their chat; a message may also name these without a slash."""
    return {
        "reset": built.memory.reset,
        "forget": built.memory.forget,
        "quota": services.quota.quota,
        "export": services.export.export,
        **_settings_commands(built.settings),
        "privacy": services.digest.privacy.privacy,
        "mypost": services.posts.own_posts.show,
    }


def _settings_commands(settings: SettingsCommands) -> dict[str, OnRequest]:
    return {
        "settings": settings.settings,
        "lang": settings.lang,
        "persona": settings.persona,
        "model": settings.model,
    }


def _idiom_commands(idiom: IdiomCommands) -> dict[str, OnRequest]:
    """Besides /idiom the subcommands that people try as commands in a game; the menu lists none of them."""
    return {
        "idiom": idiom.play,
        "hint": idiom.hint,
        "skip": idiom.skip,
        "giveup": idiom.give_up,
    }


def _idiom_presses(services: IdiomServices) -> dict[str, OnPress]:
    idiom = services.commands
    return {
        "idiom:picture": services.recap.pressed,
        "idiom:board": idiom.boards.pressed,
        "idiom:way": idiom.daily.way_pressed,
        "idiom:accept": idiom.matches.pressed,
        "idiom:red": idiom.matches.pressed,
        "idiom:blue": idiom.matches.pressed,
        "idiom:begin": idiom.matches.pressed,
        "idiom:hint": idiom.hint_pressed,
        "idiom:skip": idiom.skip_pressed,
        "idiom:giveup": idiom.give_up_pressed,
        "idiom:meaning": idiom.meaning_pressed,
        PLAY_ACTION: idiom.play_pressed,
        "idiom:again": idiom.again_pressed,
        "idiom:confirm": idiom.proposals.confirm_pressed,
        "idiom:take": idiom.proposals.decide_pressed,
        "idiom:offer": idiom.proposals.decide_pressed,
        "idiom:refuse": idiom.proposals.decide_pressed,
    }


def _post_commands(posts: PostServices) -> dict[str, OnRequest]:
    review, administration = posts.review, posts.administration
    return {
        "pending": review.pending,
        "approve": review.approve,
        "reject": review.reject,
        "deadletter": posts.dead_letter.deadletter,
        "audit": posts.audit.audit,
        "undo": posts.undo.undo,
        "pause": administration.pause,
        "resume": administration.resume,
        "ban": administration.ban,
        "unban": administration.unban,
    }


def _health_commands(services: Services) -> dict[str, OnRequest]:
    health = services.health
    stats = StatsCommand(services.posts.review, health.uses, health.prices)
    switches = (services.posts.review.controls, services.quota.switch)
    command = HealthCommand(health.take_snapshot, health.marks, *switches, services.permissions)
    return {"stats": stats.stats, "health": command.health}


def _post_presses(posts: PostServices) -> dict[str, OnPress]:
    author, review = posts.author, posts.review
    return {
        "post:submit": author.submit_pressed,
        "post:withdraw": author.withdraw_pressed,
        "post:take_back": posts.own_posts.withdraw_pressed,
        "post:appeal": posts.appeals.pressed,
        "post:own": author.keep_wording_pressed,
        "review:ok": review.approve_pressed,
        "review:no": review.reject_pressed,
        "review:why": review.reason_pressed,
        "review:undo": posts.undo.undo_pressed,
        "review:edit": posts.rewording.rewrite_pressed,
        "review:ban": review.ban_pressed,
        "review:ban_yes": review.ban_confirmed,
        "review:card": review.card_pressed,
        "review:own": review.own_pressed,
        "review:polished": review.polished_pressed,
        "review:polish": review.polish_pressed,
        "review:sent": review.sent_pressed,
        "review:again": review.resend_pressed,
    }
