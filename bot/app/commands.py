"""Builds the commands that answer messages and presses of buttons on Telegram."""

from collections.abc import Mapping
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
from bot.commands.document_questions import DocumentQuestions
from bot.commands.export import ExportCommand
from bot.commands.follow_ups import FollowUps
from bot.commands.free_text import FreeText
from bot.commands.help import HelpCommands
from bot.commands.input_requests import InputRequests
from bot.commands.memory import MemoryCommands
from bot.commands.persona_inputs import PersonaInputs
from bot.commands.quota import QuotaCommand
from bot.commands.settings.commands import SettingsCommands
from bot.commands.source_documents import SourceDocuments
from bot.commands.stoppable_answer import AnswerStreams
from bot.commands.summarize import SummarizeCommand
from bot.handlers.routes import OnRequest
from bot.models.answer_choices import AnswerChoices
from bot.ports.awaited_inputs import AwaitedInputs
from bot.ports.chat import Permissions
from bot.ports.documents import ImageLoader
from bot.ports.llm import ConversationHistory
from bot.ports.notices import Notices
from bot.ports.persona_inputs import PersonaInputStore
from bot.ports.summary_offers import SummaryOffers


@dataclass(frozen=True, slots=True)
class Services:
    """What the commands are built on, and those that come ready-made with a service."""

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


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands that several routes share."""

    ask: AskCommands
    questions: DocumentQuestions
    summarize: SummarizeCommand
    again: AnswerAgainCommands
    help: HelpCommands
    inputs: InputRequests
    persona_inputs: PersonaInputs
    settings: SettingsCommands
    memory: MemoryCommands


def build_commands(services: Services, *, receives_group_messages: bool) -> Commands:
    """Build them; `receives_group_messages`: the privacy mode of the bot is off."""
    questions = _document_questions(services)
    ask = _ask_commands(services, questions)
    summarize = _summarize_command(services)
    persona_inputs = _persona_inputs(services, ask)
    return Commands(
        ask=ask,
        questions=questions,
        summarize=summarize,
        again=_answer_again(services, ask, summarize),
        help=HelpCommands(services.permissions, receives_group_messages),
        inputs=InputRequests(services.awaited_inputs),
        persona_inputs=persona_inputs,
        settings=_settings(services, persona_inputs),
        memory=_memory(services),
    )


def build_free_text(
    services: Services, commands: Commands, named: Mapping[str, OnRequest]
) -> FreeText:
    """What handles messages without a command; `named`: those that a whole message may name."""
    posts, digest = services.posts, services.digest
    return FreeText(
        ask=commands.ask,
        idiom=services.idiom.commands,
        summarize=commands.summarize,
        post=posts.author,
        rewording=posts.rewording,
        help=commands.help,
        router=services.llm.router,
        inputs=commands.inputs,
        notices=services.notices,
        persona_inputs=commands.persona_inputs,
        appeals=posts.appeals,
        digest=digest.command,
        membership=digest.membership,
        follow_ups=FollowUps(services.answer_streams.answers, services.documents),
        named=named,
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


def _summarize_command(services: Services) -> SummarizeCommand:
    return SummarizeCommand(
        services.llm.summarizer,
        services.answer_streams,
        services.documents,
        services.summary_offers,
        ConversationRecorder(services.history),
        has_model=_has_model(services),
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


def _persona_inputs(services: Services, ask: AskCommands) -> PersonaInputs:
    personas, awaited = services.choices.personas, services.awaited_inputs
    return PersonaInputs(personas, awaited, services.persona_inputs, ask, services.permissions)


def _settings(services: Services, persona_inputs: PersonaInputs) -> SettingsCommands:
    """/settings, with what else a choice does."""
    switch = services.digest.switch
    return replace(
        services.settings,
        before_choice={"digest": switch.announce},
        after_choice={"digest": switch.chosen, "persona": persona_inputs.begin},
    )


def _memory(services: Services) -> MemoryCommands:
    personal_data = (
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
    return MemoryCommands(services.history, personal_data, services.permissions)


def _has_model(services: Services) -> bool:
    return services.llm.idiom_explainer is not None
