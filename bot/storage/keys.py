"""Every key in Redis: its name, its value and its time to live, in one table.

Keys that one script touches together share a hash tag `{...}`, so that Redis Cluster keeps them on
one node.

| key                      | type   | value                                            | time to live |
|--------------------------|--------|--------------------------------------------------|--------------|
| `history:{<thread>}`     | list   | JSON exchange, oldest first, at most memory.keep | 30 days      |
| `cache:<key>`            | string | a text that can be made again                    | as asked     |
| `cache:verdict:<censor>:<hash>` | string | JSON verdict on a text by its normalised form | 24 hours     |
| `slots:{<service>}`      | zset   | slot -> free at, µs                              | none         |
| `{<queue>}:…`            |        | a leased queue: see lua/lib/leased_queue.lua     | none         |
| `{inbox}:…`, `{inbox}!:…` |       | updates in order, and overtaking ones: two leased queues | none     |
| `{inbox}:raw`            | hash   | update -> JSON, until it is handled              | none         |
| `{inbox}:sent:<update>`  | hash   | nth -> id of the message sent, until it is handled | 2 days     |
| `{inbox}:at`, `:waiting`, `:from` | hash | in which line a sender's updates stand    | none         |
| `{inbox}:seen:<id/4096>` | bitmap | updates that were put                            | 2 days       |
| `lease:<name>`           | string | token of the process that may do what one may    | seconds      |
| `turns:{<thread>}`       | hash   | turn -> `<process> <sender>`: who may be stopped where | 1 hour after the last |
| `stops:<process>`        | channel | ids of turns that the process is to stop         |              |
| `webhook:secret`         | string | what Telegram sends with each webhook call       | none         |
| `idiom:{<chat>}:<topic>:game`  | hash   | version, turn, at (server seconds), state (JSON without chain) | 30 days |
| `idiom:{<chat>}:<topic>:chain` | list   | `<person>:<idiom>`, oldest first                 | 30 days      |
| `idiom:{<chat>}:told:<update>` | string | JSON answer to an update that changed a game     | 1 day        |
| `idiom:{<chat>}:board`         | zset   | person -> points over all games of the chat      | none         |
| `idiom:{<chat>}:names`         | hash   | person -> name as last seen                      | none         |
| `idiom:due`              | zset   | thread -> its turn is looked at, server seconds  | none         |
| `idiom:{taught}:words`   | hash   | idiom -> JSON of who taught it, its pinyin, may the bot use it | none   |
| `idiom:{taught}:version` | string | how often the words were changed                 | none         |
| `idiom:{taught}:p:<id>`  | hash   | a proposal                                       | none; 180 days once decided |
| `idiom:{taught}:waiting` | hash   | idiom -> id of the proposal that waits           | none         |
| `idiom:{taught}:cards:<id>` | set | chat:message of each card                        | 180 days     |
| `idiom:{taught}:filed:<update>` | string | the proposal it made, or that it dropped a word | 1 day |
| `idiom:{taught}:day:<person>` | string | how many they proposed within a day         | 1 day after the first |
| `idiom:{taught}:last`    | string | the last id                                      | none         |
| `{posts}:p:<id>`         | hash   | a post                                           | 180 days after its end |
| `{posts}:moving`, `:in:<state>` | zset | posts at work (by id), in review, unknown or dead (by since, ms) | none |
| `{posts}:notices:…`      |        | what is to be told: a leased queue               | none         |
| `{posts}:paused`         | string | who paused checks and deliveries                 | none         |
| `{posts}:banned`         | hash   | author -> who banned them                        | none         |
| `{posts}:by:<author>`    | list   | the author's last 50 posts, newest first         | 180 days     |
| `{posts}:record:<author>`| hash   | published, rejected -> how many                  | none         |
| `{posts}:message:<chat>:<message>` | string | the post a message became              | 7 days       |
| `{posts}:text:<author>:<hash>` | string | the author's post with this text           | 24 hours     |
| `{posts}:hour:<author>`  | zset   | posts of the last hour, by when (ms)             | 1 hour       |
| `{posts}:cards:<id>`     | set    | chat:message:version of each review card                 | 180 days     |
| `{posts}:prompt:<chat>:<message>` | string | post:version a message asks to reword  | 1 day        |
| `{posts}:album:<chat>:<album>` | string | a picture of the album was handed in | 1 day             |
| `{posts}:languages`      | hash   | reviewer -> language of their client             | none         |
| `{posts}:counts`, `:next`| hash, string | posts in each state, the last id           | none         |
| `{posts}:audit`          | stream | one entry a transition, about the last 100,000   | none         |
| `{posts}:trail:<id>`     | stream | the transitions of one post                      | 180 days after its end |
| `{posts}:once:<event>`   | string | an alert or reminder that was told                          | as asked     |
| `token:{<name>}`, `…:fetch` | string | Baidu's access token; somebody fetches one    | 29 days, 15 s |
| `{flood}:chat:<chat>`    | string | JSON tokens, at, blocked, slow (ms of the server), calls of the last minute: the flood budget | 3 minutes after its last use or block |
| `{flood}:all`            | string | JSON calls of the last second to all chats       | 3 minutes    |
"""

from bot.models.chat import Thread

HISTORY_TTL_S = 30 * 24 * 3600


def history(thread: Thread) -> str:
    """The finished exchanges of a thread."""
    return f"history:{{{thread.key}}}"


WEBHOOK_SECRET = "webhook:secret"  # noqa: S105 -- the name of a key


def cache(key: str) -> str:
    """A cached text."""
    return f"cache:{key}"


TURNS_TTL_S = 3600


def turns(thread: Thread) -> str:
    """The turns under way in a thread."""
    return f"turns:{{{thread.key}}}"


def stops(process: str) -> str:
    """The channel on which a process hears which of its turns to stop."""
    return f"stops:{process}"


INBOX = "{inbox}"
INBOX_SEEN_S = 2 * 24 * 3600
"""Telegram repeats what was not confirmed for a day (Bot API: getUpdates)."""


def lease(name: str) -> str:
    """A lease that one process of the fleet holds."""
    return f"lease:{name}"


GAME_TTL_S = 30 * 24 * 3600
TOLD_TTL_S = 24 * 3600


IDIOM_DUE = "idiom:due"


def idiom(chat_id: int, *parts: object) -> str:
    """A key of the idiom games of a chat; all of a chat's share a hash tag."""
    return ":".join((f"idiom:{{{chat_id}}}", *map(str, parts)))


LESSON_DECIDED_S = 180 * 24 * 3600


def lessons(*parts: object) -> str:
    """A key of the idioms that members teach; all chats share them, so one hash tag does too."""
    return ":".join(("idiom:{taught}", *map(str, parts)))


POSTS_QUEUE = "posts"
POSTS = f"{{{POSTS_QUEUE}}}"
"""The hash tag of everything about posts, their queue included."""
POSTS_KEPT_S = 180 * 24 * 3600
POST_PROMPT_S = 24 * 3600
POSTS_BANNED = f"{POSTS}:banned"
POST_ALBUM_S = 24 * 3600


def access_token(name: str) -> str:
    """An access token that the fleet shares."""
    return f"token:{{{name}}}"


def access_token_fetch(name: str) -> str:
    """Held by whoever fetches that token."""
    return f"token:{{{name}}}:fetch"


FLOOD_OVERALL = "{flood}:all"


def flood_chat(chat_id: int | str) -> str:
    """The flood budget of a chat; shares a hash tag with `FLOOD_OVERALL`, since one script reads both."""
    return f"{{flood}}:chat:{chat_id}"


def of_chat(chat_id: int) -> tuple[str, ...]:
    """Every key that must follow a group which becomes a supergroup; it had no topics before."""
    return (
        history(Thread(chat_id)),
        idiom(chat_id, 0, "game"),
        idiom(chat_id, 0, "chain"),
        idiom(chat_id, "board"),
        idiom(chat_id, "names"),
    )
