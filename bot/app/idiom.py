"""Builds the idiom game: its storage, commands, custom idioms and turn timer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.app.core import Core
from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.commands import IdiomCommands
from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.paced_answers import PacedAnswers, pace_of
from bot.commands.idiom.proposal_cards import ProposalCards
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.turn_timer import TurnTimer
from bot.models.chat import Language
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.ports.chat import Messenger, Permissions
from bot.settings import Settings
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.games.answer_queue import RedisAnswerQueue
from bot.storage.games.games import RedisGames


@dataclass(frozen=True, slots=True)
class IdiomServices:
    """The parts of the game that the rest of the bot uses."""

    games: RedisGames
    commands: IdiomCommands
    turn_timer: TurnTimer
    paced_answers: PacedAnswers | None


def build_idiom_services(
    settings: Settings,
    core: Core,
    messenger: Messenger,
    permissions: Permissions,
    language_in: Callable[[int], Awaitable[Language]],
    *,
    hears_groups: bool = True,
) -> IdiomServices:
    """Build the services; whoever reviews posts reviews proposed idioms, in the same chats.

    `language_in`: the language of a chat with reviewers. `hears_groups`: privacy mode is off.
    """
    redis, engine = core.redis, core.engine
    moderation = settings.moderation
    repository = RedisCustomIdioms(redis)
    custom_idioms = CustomIdiomLoader(repository, engine)
    games = RedisGames(redis, custom_idioms.catch_up)
    chats = (moderation.review_chat_id,) if moderation.review_chat_id else moderation.admins
    cards = ProposalCards(repository, messenger, chats, language_in, engine)
    proposals = ProposalCommands(
        repository,
        custom_idioms,
        permissions,
        LocalCensor(WordList.read(moderation.words_file)),
        cards,
    )
    lookup = IdiomLookup(custom_idioms, core.llm.idiom_explainer)
    limits = settings.telegram.limits
    answers = RedisAnswerQueue(core.redis, **pace_of(limits.group_per_min)) if limits else None
    recorder = ConversationRecorder(core.history)
    commands = IdiomCommands(
        games, permissions, engine, proposals, lookup, recorder, answers, hears_groups
    )
    turn_timer = TurnTimer(games, messenger, engine, recorder)
    paced_answers = PacedAnswers(answers, messenger) if answers else None
    return IdiomServices(games, commands, turn_timer, paced_answers)
