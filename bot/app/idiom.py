"""The idiom game: its store, what members teach it, its clock."""

import random
from dataclasses import dataclass

from bot.app.posts import PostServices
from bot.commands.idiom.commands import IdiomCommands
from bot.commands.idiom.custom_dictionary import CustomDictionary
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.proposal_cards import ProposalCards
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.turn_timer import TurnTimer
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.ports.chat import Messenger, Permissions
from bot.ports.llm import IdiomExplainer
from bot.settings import Settings
from bot.storage.connection import Redis
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.games.games import RedisGames


@dataclass(frozen=True, slots=True)
class IdiomServices:
    """What people play with, and what watches the time."""

    games: RedisGames
    idiom: IdiomCommands
    clock: TurnTimer


def build_idiom_services(
    settings: Settings,
    redis: Redis,
    messenger: Messenger,
    members: Permissions,
    posts: PostServices,
    meanings: IdiomExplainer | None,
) -> IdiomServices:
    """Build it; those who review posts decide about taught idioms, in the same chats."""
    moderation = settings.moderation
    lessons = RedisCustomIdioms(redis)
    taught = CustomDictionary(lessons)
    chats = (moderation.review_chat_id,) if moderation.review_chat_id else moderation.admins
    board = ProposalCards(lessons, messenger, chats, posts.review.cards.language_in)
    censor = LocalCensor(WordList.read(moderation.words_file))
    games = RedisGames(redis, taught.keep_up)
    rng = random.Random()  # noqa: S311 -- a game
    teaching = ProposalCommands(lessons, taught, members, censor, board, moderation.review_chat_id)
    idiom = IdiomCommands(games, members, rng, teaching, IdiomLookup(meanings))
    return IdiomServices(games, idiom, TurnTimer(games, messenger, rng))
