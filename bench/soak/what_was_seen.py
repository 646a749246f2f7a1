"""What people saw of faults: who had no answer, which sentences came in its place, how long they waited."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.soak.report import Report
from bench.soak.users import AskingUser, AuthorUser, SimulatedUser, answer_to
from bot.storage import keys
from bot.storage.connection import open_redis
from bot.storage.posts.posts import RedisPosts
from bot.texts import Text, common
from tests.fakes.replicas import Replicas
from tests.fakes.telegram import CHANNEL

_SENTENCES = frozenset(text.zh for text in vars(common).values() if isinstance(text, Text))


@dataclass(frozen=True, slots=True)
class Happened:
    """A fault, and from when (Unix time, s) until the next began."""

    name: str
    begin_s: float
    end_s: float


@dataclass(slots=True)
class _Seen:
    times: int = 0
    longest_wait_s: int = 0
    sentences: Counter[str] = field(default_factory=Counter)


def table(users: Iterable[SimulatedUser], happened: Sequence[Happened]) -> list[str]:
    """A row for each fault: how often it was, what was said meanwhile, the longest wait for an answer."""
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for fault in happened:
        seen[fault.name].times += 1
    for user in users:
        for at_s, sentence in _sentences(user):
            for fault in _at(happened, at_s):
                seen[fault.name].sentences[sentence] += 1
        for asked_s, wait_s in _waits(user) if isinstance(user, AskingUser) else ():
            for fault in _at(happened, asked_s):
                row = seen[fault.name]
                row.longest_wait_s = max(row.longest_wait_s, wait_s)
    return [
        f"| {name} | {row.times} | {row.longest_wait_s} s | "
        + ("; ".join(f"“{text}” {n}×" for text, n in row.sentences.most_common()) or "nothing")
        + " |"
        for name, row in seen.items()
    ]


def _at(happened: Sequence[Happened], at_s: float) -> Iterator[Happened]:
    return (fault for fault in happened if fault.begin_s <= at_s < fault.end_s)


def _sentences(user: SimulatedUser) -> Iterator[tuple[int, str]]:
    """When, and which, of those that end a message of the bot."""
    for made in user.telegram.messages(user.id):
        if made["from"]["is_bot"] and (sentence := _last_line(made["text"])) in _SENTENCES:
            yield int(made.get("edit_date") or made["date"]), sentence


def _waits(user: SimulatedUser) -> Iterator[tuple[int, int]]:
    """When a question was asked, and how long until its answer began, s."""
    began: dict[str, int] = {}
    messages = user.telegram.messages(user.id)
    for made in messages:
        if made["from"]["is_bot"]:
            began.setdefault(made["text"], made["date"])
    for made in messages:
        if not made["from"]["is_bot"] and (answer := _answer(made["text"])) in began:
            yield made["date"], began[answer] - made["date"]


def _answer(said: str) -> str:
    return "".join(answer_to(said.removeprefix("/ask ")))


def _last_line(text: str) -> str:
    return text.rpartition("\n")[2]


async def report(replicas: Replicas, users: Sequence[SimulatedUser]) -> Report:
    """Everything that was said is answered or refused in a sentence; every stored post is published once."""
    made, unanswered = Report(""), []
    published = Counter(made.get("text", "") for made in replicas.telegram.messages(CHANNEL))
    for user in users:
        unanswered += _unanswered(user, published)
    twice = sum(_twice(user) for user in users if isinstance(user, AskingUser))
    made.counts = {"said": sum(len(user.said) for user in users), "answers begun twice": twice}
    async with open_redis(replicas.redis_url) as redis:
        posts = await RedisPosts(redis).counts()
        waiting = await redis.zcard(f"{keys.INBOX}:ready")
        dead: list[Any] = []
        for queue in (keys.INBOX, keys.POSTS):
            items = await redis.zrange(f"{queue}:dead", 0, -1)
            dead += [await redis.hgetall(f"{queue}:item:{item!s}") for item in items]
    made.counts["posts"] = sum(posts.values())
    made.faults = {
        "unanswered": len(unanswered),
        "posts lost": max(0, posts.get("published", 0) - len(published)),
        **{f"posts {state}": count for state, count in posts.items() if state != "published"},
        "posts twice": sum(count - 1 for count in published.values()),
        "still waiting": int(waiting),
        "dead letters": len(dead),
    }
    made.examples = [*unanswered, *(f"dead: {str(item)[:700]}" for item in dead)]
    return made


def _unanswered(user: SimulatedUser, published: Counter[str]) -> list[str]:
    """What has neither its answer nor a sentence that says why."""
    answers = user.answers
    told = sum(_last_line(text) in _SENTENCES for text in answers)
    if isinstance(user, AskingUser):
        missing = [text for text in user.said if _answer(text) not in answers]
        return missing[told:]
    if isinstance(user, AuthorUser):
        missing = [text for text in user.said if not published[text.removeprefix("/post ")]]
        return missing[told:]
    return user.said[len(answers) :]


def _twice(user: SimulatedUser) -> int:
    """Messages beside those of which each question has one: their delivery was unknown, or a process died."""
    questions = {_answer(text) for text in user.said}
    whole = [text for text in user.answers if text in questions]
    told = sum(_last_line(text) in _SENTENCES for text in user.answers)
    return len(user.answers) - told - len(set(whole))
