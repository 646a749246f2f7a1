import pytest

from bot.commands.memory import MemoryCommands
from bot.models.chat import Thread
from bot.models.game import LeaderboardEntry
from bot.models.llm import Exchange
from tests.fakes.chat import FakePermissions, FakeReply, said
from tests.fakes.games import FakeGameRepository
from tests.fakes.llm import FakeHistory

GROUP, PRIVATE = Thread(-1), Thread(7)


def memory(history: FakeHistory, games: FakeGameRepository | None = None) -> MemoryCommands:
    """The commands in a chat whose only administrator is person 9."""
    permissions = FakePermissions(administrators=frozenset({(-1, 9)}))
    return MemoryCommands(history, (history, games or FakeGameRepository()), permissions)


@pytest.fixture
async def history() -> FakeHistory:
    """One exchange each of 小明 and 小红 in a group, and one of 小明 in private without a speaker."""
    made = FakeHistory()
    for speaker_id, speaker in enumerate(("小明", "小红"), 1):
        await made.append(GROUP, Exchange("问", "答", speaker, speaker_id))
    await made.append(PRIVATE, Exchange("问", "答"))
    return made


async def test_reset_deletes_the_whole_conversation_of_the_thread(history):
    reply = FakeReply()
    await memory(history).reset(said(chat_id=-1, sender_id=9), reply)
    assert await history.tail(GROUP, 9) == []
    assert len(await history.tail(PRIVATE, 9)) == 1
    assert "忘" in reply.text


async def test_only_an_admin_resets_what_a_whole_group_said(history):
    reply = FakeReply()
    await memory(history).reset(said(chat_id=-1, sender_id=1), reply)
    assert len(await history.tail(GROUP, 9)) == 2
    assert "管理员" in reply.text


async def test_everybody_resets_their_private_conversation(history):
    await memory(history).reset(said(chat_id=7, sender_id=7), FakeReply())
    assert await history.tail(PRIVATE, 9) == []


async def test_forget_in_a_group_deletes_only_what_the_sender_said_and_won(history):
    games = FakeGameRepository()
    games.points = {-1: {1: LeaderboardEntry("小明", 5), 2: LeaderboardEntry("小红", 3)}}
    reply = FakeReply()
    await memory(history, games).forget(said(chat_id=-1, sender_id=1), reply)
    assert await history.tail(GROUP, 9) == [Exchange("问", "答", "小红", 2)]
    assert await games.leaderboard(-1, 9) == [LeaderboardEntry("小红", 3)]
    assert "删除" in reply.text


async def test_forget_in_private_deletes_the_whole_conversation(history):
    games = FakeGameRepository()
    await memory(history, games).forget(said(chat_id=7, sender_id=7), FakeReply())
    assert await history.tail(PRIVATE, 9) == []
