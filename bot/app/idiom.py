"""Builds the idiom game: its storage, commands, custom idioms and turn timer."""

import random
from dataclasses import dataclass

from bot.app.posts import PostServices
from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.commands import IdiomCommands
from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.paced_answers import PacedAnswers, pace_of
from bot.commands.idiom.proposal_cards import ProposalCards
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.turn_timer import TurnTimer
from bot.idioms import shipped_dictionary
from bot.idioms.engine import GameEngine
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.ports.chat import Messenger, Permissions
from bot.ports.llm import IdiomExplainer
from bot.settings import Settings
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.games.answer_queue import RedisAnswerQueue
from bot.storage.games.games import RedisGames
from bot.storage.history.history import RedisHistory


@dataclass(frozen=True, slots=True)
class IdiomServices:
    """The parts of the game that the rest of the bot uses."""

    games: RedisGames
    commands: IdiomCommands
    turn_timer: TurnTimer
    paced_answers: PacedAnswers | None


def build_engine() -> GameEngine:
    """The game engine of this process, which loads the shipped dictionary when it is first used."""
    return GameEngine(shipped_dictionary(), random.Random())  # noqa: S311 -- a game


def build_idiom_services(
    settings: Settings,
    redis: Redis,
    messenger: Messenger,
    permissions: Permissions,
    posts: PostServices,
    engine: GameEngine,
    explainer: IdiomExplainer | None,
) -> IdiomServices:
    """Build the services; whoever reviews posts reviews proposed idioms, in the same chats."""
    moderation = settings.moderation
    repository = RedisCustomIdioms(redis)
    custom_idioms = CustomIdiomLoader(repository, engine)
    games = RedisGames(redis, custom_idioms.catch_up)
    chats = (moderation.review_chat_id,) if moderation.review_chat_id else moderation.admins
    cards = ProposalCards(repository, messenger, chats, posts.review.cards.language_in, engine)
    proposals = ProposalCommands(
        repository,
        custom_idioms,
        permissions,
        LocalCensor(WordList.read(moderation.words_file)),
        cards,
    )
    lookup = IdiomLookup(custom_idioms, explainer)
    limits = settings.telegram.limits
    answers = RedisAnswerQueue(redis, **pace_of(limits.group_per_min)) if limits else None
    recorder = ConversationRecorder(RedisHistory(redis, keep=settings.memory.keep))
    commands = IdiomCommands(games, permissions, engine, proposals, lookup, recorder, answers)
    turn_timer = TurnTimer(games, messenger, engine, recorder)
    paced_answers = PacedAnswers(answers, messenger) if answers else None
    return IdiomServices(games, commands, turn_timer, paced_answers)
