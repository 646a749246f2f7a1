"""The idiom game: its store, what members teach it, its clock."""

import random
from dataclasses import dataclass

from bot.app.posts import PostHouse
from bot.commands.idiom import Idiom
from bot.commands.idiom_clock import TurnClock
from bot.commands.idiom_dictionary import TaughtIdioms
from bot.commands.idiom_lesson_board import LessonBoard
from bot.commands.idiom_lessons import IdiomLessons
from bot.commands.idiom_look import IdiomLook
from bot.moderation.local import LocalCensor
from bot.moderation.words import WordList
from bot.ports.chat import Members, Messenger
from bot.ports.talk import Meanings
from bot.settings import Settings
from bot.storage.connection import Redis
from bot.storage.games import RedisGames
from bot.storage.lessons import RedisLessons


@dataclass(frozen=True, slots=True)
class GameHouse:
    """What people play with, and what watches the time."""

    games: RedisGames
    idiom: Idiom
    clock: TurnClock


def build_game(
    settings: Settings,
    redis: Redis,
    messenger: Messenger,
    members: Members,
    posts: PostHouse,
    meanings: Meanings | None,
) -> GameHouse:
    """Build it; those who review posts decide about taught idioms, in the same chats."""
    moderation = settings.moderation
    lessons = RedisLessons(redis)
    taught = TaughtIdioms(lessons)
    chats = (moderation.review_chat_id,) if moderation.review_chat_id else moderation.admins
    board = LessonBoard(lessons, messenger, chats, posts.review.board.language_in)
    censor = LocalCensor(WordList.read(moderation.words_file))
    games = RedisGames(redis, taught.keep_up)
    rng = random.Random()  # noqa: S311 -- a game
    teaching = IdiomLessons(lessons, taught, members, censor, board, moderation.review_chat_id)
    idiom = Idiom(games, members, rng, teaching, IdiomLook(meanings))
    return GameHouse(games, idiom, TurnClock(games, messenger, rng))
