"""Builds the idiom game: its storage, commands, custom idioms and turn timer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.app.core import Core
from bot.commands.conversation_recorder import ConversationRecorder
from bot.commands.idiom.boards import Boards
from bot.commands.idiom.commands import IdiomCommands
from bot.commands.idiom.custom_idiom_loader import CustomIdiomLoader
from bot.commands.idiom.daily import DailyPuzzleCommands
from bot.commands.idiom.daily_posts import DailyPuzzlePosts
from bot.commands.idiom.game_updates import GameUpdates
from bot.commands.idiom.lookup import IdiomLookup
from bot.commands.idiom.match_commands import MatchCommands
from bot.commands.idiom.paced_answers import PacedAnswers, pace_of
from bot.commands.idiom.proposal_cards import ProposalCards
from bot.commands.idiom.proposals import ProposalCommands
from bot.commands.idiom.recap import RecapCommands
from bot.commands.idiom.turn_timer import TurnTimer
from bot.models.chat import Language
from bot.moderation.local_censor import LocalCensor
from bot.moderation.word_list import WordList
from bot.ports.chat import Messenger, Permissions
from bot.settings import Settings
from bot.storage.awaited_inputs import RedisAwaitedInputs
from bot.storage.chat_settings.chat_settings import RedisChatSettings
from bot.storage.custom_idioms.custom_idioms import RedisCustomIdioms
from bot.storage.daily_puzzles import RedisDailyPuzzles
from bot.storage.games.answer_queue import RedisAnswerQueue
from bot.storage.games.games import RedisGames
from bot.storage.games.leaderboards import RedisLeaderboards
from bot.storage.usernames import RedisUsernames


@dataclass(frozen=True, slots=True)
class IdiomServices:
    """The parts of the game that the rest of the bot uses."""

    games: RedisGames
    commands: IdiomCommands
    leaderboards: RedisLeaderboards
    daily_puzzles: RedisDailyPuzzles
    recap: RecapCommands
    turn_timer: TurnTimer
    daily_posts: DailyPuzzlePosts
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
    redis, engine, zone = core.redis, core.engine, settings.zone
    repository = RedisCustomIdioms(redis)
    custom_idioms = CustomIdiomLoader(repository, engine)
    games = RedisGames(redis, custom_idioms.catch_up, zone)
    leaderboards = RedisLeaderboards(redis, zone)
    boards, recorder = Boards(leaderboards), ConversationRecorder(core.history)
    limits = settings.telegram.limits
    answers = RedisAnswerQueue(redis, **pace_of(limits.group_per_min)) if limits else None
    updates = GameUpdates(games, permissions, recorder, boards, answers)
    daily_puzzles = RedisDailyPuzzles(redis)
    commands = IdiomCommands(
        updates,
        permissions,
        engine,
        _proposals(settings, repository, custom_idioms, messenger, permissions, language_in),
        IdiomLookup(custom_idioms, core.llm.idiom_explainer),
        boards,
        DailyPuzzleCommands(daily_puzzles, RedisAwaitedInputs(redis), engine, zone),
        MatchCommands(updates, RedisUsernames(redis), engine),
        hears_groups,
    )
    return IdiomServices(
        games,
        commands,
        leaderboards,
        daily_puzzles,
        RecapCommands(games, messenger),
        TurnTimer(games, messenger, engine, recorder, boards),
        DailyPuzzlePosts(daily_puzzles, RedisChatSettings(redis), messenger, zone),
        PacedAnswers(answers, messenger) if answers else None,
    )


def _proposals(
    settings: Settings,
    repository: RedisCustomIdioms,
    custom_idioms: CustomIdiomLoader,
    messenger: Messenger,
    permissions: Permissions,
    language_in: Callable[[int], Awaitable[Language]],
) -> ProposalCommands:
    moderation, engine = settings.moderation, custom_idioms.engine
    chats = (moderation.review_chat_id,) if moderation.review_chat_id else moderation.admins
    cards = ProposalCards(repository, messenger, chats, language_in, engine)
    censor = LocalCensor(WordList.read(moderation.words_file))
    return ProposalCommands(repository, custom_idioms, permissions, censor, cards)
