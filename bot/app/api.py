"""Builds the HTTP chat on the parts that every platform shares, and runs it without Telegram."""

from collections.abc import Sequence

from bot.api.answers import Answers, Command
from bot.api.application import build_application
from bot.api.context import ApiServices
from bot.api.no_messenger import NoMessenger
from bot.api.options import Choices
from bot.api.permissions import KeyPermissions
from bot.api.server import ApiServer
from bot.api.turns import Turns
from bot.app.core import Core, open_core
from bot.app.documents import build_document_answers
from bot.app.idiom import IdiomServices, build_idiom_services
from bot.app.process import run_services, set_up_process
from bot.app.usage import build_quota
from bot.commands.ask import AskCommands
from bot.commands.help import HelpCommands
from bot.commands.memory import MemoryCommands
from bot.commands.stoppable_answer import AnswerStreams
from bot.models.chat import Language
from bot.ports.chat import Messenger
from bot.ports.personal_data import PersonalData
from bot.settings import Settings
from bot.storage.answers import RedisAnswers
from bot.storage.conversations import RedisConversations
from bot.storage.documents.documents import RedisDocuments


async def run_api(settings: Settings) -> None:
    """Run the HTTP chat alone until SIGTERM or SIGINT; raises StartError where it cannot start."""
    stop = set_up_process(settings)
    settings.api_keys  # noqa: B018 -- refuses a start before anything is opened
    async with open_core(settings) as core:
        server = build_api(settings, core, NoMessenger())
        await run_services([server], settings, core.health, {}, stop)


def build_api(settings: Settings, core: Core, messenger: Messenger) -> ApiServer:
    """Build the server; `messenger` shows proposed idioms to reviewers, where there are any."""
    idiom = build_idiom_services(settings, core, messenger, KeyPermissions(), _chinese)
    documents = RedisDocuments(core.redis, keep_s=settings.documents.keep_hours * 3600)
    of_conversation = (idiom.leaderboards, documents)
    of_key = (core.history, idiom.daily_puzzles)
    services = ApiServices(
        Turns(
            RedisConversations(core.redis),
            core.history,
            idiom.games,
            of_conversation,
            core.cancel_scopes,
            settings.memory.keep,
        ),
        Answers(
            core.llm.answerer,
            core.llm.summarizer,
            core.llm.router,
            core.documents,
            documents,
            build_document_answers(settings, core.llm),
            core.history,
            core.usage,
            _commands(settings, core, idiom, (*of_conversation, *of_key)),
            idiom.commands,
            answerer_stores=settings.model_provider != "offline",
        ),
        Choices(settings.answer_choices),
        documents,
        core.documents,
    )
    app = build_application(services, settings.api_keys, settings.api.origins)
    return ApiServer(app, settings.api.host, settings.api.port, core.cancel_scopes)


def _commands(
    settings: Settings, core: Core, idiom: IdiomServices, personal_data: Sequence[PersonalData]
) -> dict[str, Command]:
    """The commands that make sense in a conversation of a program; posts need people and chats."""
    permissions = KeyPermissions()
    streams = AnswerStreams(core.cancel_scopes, RedisAnswers(core.redis))
    ask = AskCommands(core.llm.answerer, streams, has_model=settings.model_provider != "offline")
    memory = MemoryCommands(core.history, personal_data, permissions)
    help_commands = HelpCommands(permissions)
    quota = build_quota(settings, core.redis, core.usage, permissions)
    return {
        "start": help_commands.start,
        "help": help_commands.help,
        "idiom": idiom.commands.play,
        "stop": ask.stop,
        "reset": memory.reset,
        "forget": memory.forget,
        "quota": quota.quota,
    }


async def _chinese(_: int) -> Language:
    return "zh"
