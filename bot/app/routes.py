"""Builds the commands, and the table of which of them handles which word or button."""

from dataclasses import dataclass, replace

from bot.app.digest import DigestServices
from bot.app.health import HealthServices
from bot.app.idiom import IdiomServices
from bot.app.posts import PostServices
from bot.chains.services import LlmServices
from bot.commands.answer_again import AnswerAgainCommands
from bot.commands.ask import AskCommands, Vision
from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.document_answers import DocumentAnswers
from bot.commands.document_questions import ASK_ACTION, DocumentQuestions
from bot.commands.export import ExportCommand
from bot.commands.follow_ups import FollowUps
from bot.commands.free_text import FreeText
from bot.commands.health.command import HealthCommand
from bot.commands.health.use import StatsCommand
from bot.commands.help import HELP_ACTION, PLAY_ACTION, HelpCommands
from bot.commands.idiom.commands import IdiomCommands
from bot.commands.input_requests import InputRequests
from bot.commands.long_summary import DROP, GO
from bot.commands.long_summary_buttons import LongSummaryButtons
from bot.commands.memory import MemoryCommands
from bot.commands.persona_inputs import PersonaInputs
from bot.commands.quota import QuotaCommand
from bot.commands.settings.commands import SettingsCommands
from bot.commands.settings.page import ACTION as SETTINGS
from bot.commands.source_documents import SourceDocuments
from bot.commands.stoppable_answer import AGAIN_ACTION, MORE_ACTION, STOP_ACTION, AnswerStreams
from bot.commands.summarize import SummarizeCommand
from bot.commands.summary_buttons import AS_ACTION
from bot.handlers.routes import OnChatMigrated, OnPress, OnRequest, Routes
from bot.models.answer_choices import AnswerChoices
from bot.models.chat import Request
from bot.ports.awaited_inputs import AwaitedInputs
from bot.ports.chat import Permissions, Reply
from bot.ports.documents import ImageLoader
from bot.ports.llm import ConversationHistory
from bot.ports.notices import Notices
from bot.ports.persona_inputs import PersonaInputStore
from bot.ports.summary_offers import SummaryOffers

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

UNLISTED = frozenset({"hint", "skip", "giveup", "cancel", "menu"})
"""Commands that people try although the menu does not list them: in a game, or as other bots have them."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the commands are built on."""

    llm: LlmServices
    history: ConversationHistory
    idiom: IdiomServices
    posts: PostServices
    permissions: Permissions
    answer_streams: AnswerStreams
    documents: SourceDocuments
    document_answers: DocumentAnswers
    summary_offers: SummaryOffers
    quota: QuotaCommand
    export: ExportCommand
    settings: SettingsCommands
    awaited_inputs: AwaitedInputs
    notices: Notices
    choices: AnswerChoices
    images: ImageLoader
    persona_inputs: PersonaInputStore
    digest: DigestServices
    health: HealthServices


def build_routes(
    services: Services, chat_migrated: OnChatMigrated, *, receives_group_messages: bool
) -> Routes:
    """The table; `receives_group_messages`: the privacy mode of the bot is off."""
    llm, idiom, posts = services.llm, services.idiom.commands, services.posts
    questions = _document_questions(services)
    ask = _ask_commands(services, questions)
    summarize = _summarize_command(services)
    digest = services.digest
    again = _answer_again(services, ask, summarize)
    help_commands = HelpCommands(services.permissions, receives_group_messages)
    inputs = InputRequests(services.awaited_inputs)
    persona_inputs = _persona_inputs(services, ask)
    settings = _settings(services, persona_inputs)
    commands_of_words = (ask, idiom, summarize, posts.author, posts.rewording, help_commands)
    follow_ups = FollowUps(services.answer_streams.answers, services.documents)
    own, stop = _own_commands(services, settings), inputs.stopping(ask.stop)
    named = own | {"idiom": idiom.play, "stop": stop}
    rest = (llm.router, inputs, services.notices, persona_inputs, posts.appeals)
    of_digest = (digest.command, digest.membership)
    free_text = FreeText(*commands_of_words, *rest, *of_digest, follow_ups, named)

    async def edited(request: Request, reply: Reply) -> None:
        if not await again.edited(request, reply):
            await free_text.edited(request, reply)

    commands: dict[str, OnRequest] = {
        "start": help_commands.start,
        "help": help_commands.help,
        "menu": help_commands.help,
        **_idiom_commands(idiom),
        "ask": ask.ask,
        "summarize": free_text.summarize_command,
        "post": free_text.post_command,
        **own,
        **_post_commands(posts),
        **_health_commands(services),
    }
    presses: dict[str, OnPress] = {
        STOP_ACTION: ask.stop_pressed,
        **_again_presses(again),
        **_long_summary_presses(services, summarize),
        SETTINGS: settings.pressed,
        HELP_ACTION: help_commands.pressed,
        ASK_ACTION: questions.ask_pressed,
    }
    return Routes(
        commands={name: inputs.ending(run) for name, run in commands.items()}
        | {"stop": stop, "cancel": stop},
        presses=presses | _idiom_presses(services.idiom) | _post_presses(posts),
        free_text=free_text,
        edited=edited,
        edit_arrived=again.stop_edited,
        forwardable=FORWARDABLE,
        forwarded=help_commands.forwarded,
        unknown=help_commands.unknown,
        joined=help_commands.greet,
        chat_migrated=chat_migrated,
        left=digest.switch.left,
    )


def _answer_again(
    services: Services, ask: AskCommands, summarize: SummarizeCommand
) -> AnswerAgainCommands:
    return AnswerAgainCommands(
        services.answer_streams,
        {
            "ask": ask.ask,
            "summarize": summarize.summarize,
            "digest": services.digest.command.digest,
        },
        services.llm.summarizer.check,
    )


def _settings(services: Services, persona_inputs: PersonaInputs) -> SettingsCommands:
    """/settings, with what else a choice does."""
    switch = services.digest.switch
    return replace(
        services.settings,
        before_choice={"digest": switch.announce},
        after_choice={"digest": switch.chosen, "persona": persona_inputs.begin},
    )


def _ask_commands(services: Services, questions: DocumentQuestions) -> AskCommands:
    llm, choices = services.llm, services.choices
    model = choices.vision_model
    return AskCommands(
        llm.answerer,
        services.answer_streams,
        has_model=_has_model(services),
        documents=questions,
        choices=choices,
        vision=Vision(model, services.images) if model else None,
        permissions=services.permissions,
    )


def _persona_inputs(services: Services, ask: AskCommands) -> PersonaInputs:
    personas, awaited = services.choices.personas, services.awaited_inputs
    return PersonaInputs(personas, awaited, services.persona_inputs, ask, services.permissions)


def _long_summary_presses(services: Services, summarize: SummarizeCommand) -> dict[str, OnPress]:
    buttons = LongSummaryButtons(summarize, services.digest.command, services.permissions)
    return {GO: buttons.go_pressed, DROP: buttons.drop_pressed}


def _again_presses(again: AnswerAgainCommands) -> dict[str, OnPress]:
    return {
        AGAIN_ACTION: again.again_pressed,
        MORE_ACTION: again.more_pressed,
        AS_ACTION: again.summary_pressed,
    }


def _summarize_command(services: Services) -> SummarizeCommand:
    return SummarizeCommand(
        services.llm.summarizer,
        services.answer_streams,
        services.documents,
        services.summary_offers,
        ConversationRecorder(services.history),
        has_model=_has_model(services),
    )


def _document_questions(services: Services) -> DocumentQuestions:
    return DocumentQuestions(
        services.documents,
        services.document_answers,
        services.answer_streams,
        services.awaited_inputs,
        services.permissions,
        services.choices,
    )


def _has_model(services: Services) -> bool:
    return services.llm.idiom_explainer is not None


def _memory_commands(services: Services) -> dict[str, OnRequest]:
    stores = (
        services.history,
        services.answer_streams.answers,
        services.idiom.leaderboards,
        services.idiom.daily_puzzles,
        services.posts.author_names,
        services.persona_inputs,
        services.documents.kept,
        services.posts.media_groups,
        services.digest.log,
    )
    memory = MemoryCommands(services.history, stores, services.permissions)
    return {"reset": memory.reset, "forget": memory.forget}


def _own_commands(services: Services, settings: SettingsCommands) -> dict[str, OnRequest]:
    """What people do about themselves and their chat; a message may also name these without a slash."""
    return {
        **_memory_commands(services),
        "quota": services.quota.quota,
        "export": services.export.export,
        **_settings_commands(settings),
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
