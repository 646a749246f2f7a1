"""Every key in Redis: its name, value and time to live, in one table, and the functions that build them.

Keys that one script touches share a hash tag `{...}`, so that Redis Cluster keeps them on one node
(tests/storage/test_hash_slots.py). `<thread>` is `<chat>:<topic>`, topic 0 for none. Which keys a
backup leaves out, `storage/backup/left_out.py` decides by their names.

| key                            | type    | value                                                | time to live | in backups |
|--------------------------------|---------|------------------------------------------------------|--------------|------------|
| `schema:version`               | string  | version of the stored data (storage/schema.py)       | none         | yes |
| `schema:migrating`             | string  | the process that migrates                            | 1 minute     | no |
| `store:owner`                  | string  | id of the bot that the data belongs to (storage/owner.py) | none    | yes |
| `store:restoring`              | string  | a restore has begun and not ended (storage/backup)   | none         | no |
| `inbox:partitions`             | string  | in a cluster: the numbers of the inbox's partitions, whose keys begin with `{inbox:<number>}` in place of `{inbox}` (inbox/partitions.py) | none | no |
| `{<queue>}:ready`              | zset    | item -> when it may be claimed, ms (queue/queue.lua) | none         | no |
| `{<queue>}:priority`           | zset    | the same for priority items                          | none         | no |
| `{<queue>}:line:<line>`        | list    | items that wait for each other                       | none         | no |
| `{<queue>}:shares`             | hash    | share -> how many of its lines are open or wait      | none         | no |
| `{<queue>}:share:<share>`      | list    | items that wait because enough of their share are open | none       | no |
| `{<queue>}:parked:<share>`     | list    | items that wait for their chat's budget; `<lane>:<chat>` where they have no share | none | no |
| `{<queue>}:item:<item>`        | hash    | lane, line, share, token, attempts and the queue's own | none; 30 days once given up | no |
| `{<queue>}:token`              | string  | counter of fencing tokens                            | none         | no |
| `{<queue>}:dead`               | zset    | item that was given up -> when, ms                   | none; 1,000 entries, 30 days | no |
| `{<queue>}:wake`               | list    | wake-ups for waiting processes                       | none         | no |
| `{inbox}:seen:<id/4096>`       | bitmap  | updates that were put                                | 2 days       | no |
| `{inbox}:backlog`              | string  | updates that wait or are worked on                   | none         | no |
| `{inbox}:moved`                | hash    | sender -> the line of the sender's updates, #sender -> how many | none | no |
| `{inbox}:waiting`              | hash    | person -> how many updates wait or are worked on (inbox/inbox.lua) | none | no |
| `{inbox}:refused`              | string  | updates that were refused because too many of their sender waited | none | no |
| `{inbox}:expiring`             | zset    | update whose replies lose their use -> when, ms      | none         | no |
| `{inbox}:dropped:<share>`      | string  | the update that tells its chat that replies were dropped | 5 minutes | no |
| `{posts}:post:<id>`            | hash    | a post                                               | none; 180 days after its end | yes |
| `{posts}:audit:<id>`           | stream  | the transitions of one post                          | none; 180 days after its end | yes |
| `{posts}:audit`                | stream  | the transitions of all posts, about the last 100,000 | none         | yes |
| `{posts}:orders`               | stream  | what admins ordered (pause, ban and so on), about the last 10,000 | none | yes |
| `{posts}:cards:<id>`           | set     | chat:message:version of each review card             | 180 days     | yes |
| `{posts}:in_progress`          | zset    | post -> id: posts that workers work on               | none         | yes |
| `{posts}:state:<state>`        | zset    | post -> since when, ms: review, unknown, dead        | none         | yes |
| `{posts}:counts`               | hash    | state -> how many posts                              | none         | yes |
| `{posts}:record:<author>`      | hash    | published, rejected -> how many                      | none         | yes |
| `{posts}:clean:<author>`      | hash    | chat -> clean posts since the last rejection, ban or post taken back | none | yes |
| `{posts}:author:<author>`      | list    | the author's last 50 posts, newest first             | 180 days     | yes |
| `{posts}:message:<chat>:<message>` | string | the post a message became                         | 7 days       | yes |
| `{posts}:text:<author>:<hash>` | string  | the author's post with this text                     | 24 hours     | yes |
| `{posts}:hour:<author>`        | zset    | posts and edits (`<id>:<version>`) of the last hour, by when (ms) | 1 hour       | yes |
| `{posts}:rewrite_prompt:<chat>:<message>` | string | post:version a message asks to reword       | 1 day        | yes |
| `{posts}:appealing:<chat>:<author>` | string | the post against whose rejection the author is asked for a reason | 10 minutes | no |
| `{posts}:status:<chat>:<message>` | string | the message that tells the author how the post of that message stands; 0: being sent | 7 days; 30 s while it is sent | yes |
| `{posts}:album_post:<chat>:<album>` | string  | the post that the album became                  | 2 days       | yes |
| `{posts}:album:<chat>:<album>` | string  | left by data of version 0, and not read              | 1 day        | yes |
| `{posts}:languages`            | hash    | reviewer -> language of their client                 | none         | yes |
| `{posts}:banned`               | hash    | author -> who banned them                            | none         | yes |
| `{posts}:paused`               | string  | who paused checks and deliveries                     | none         | yes |
| `{posts}:once:<event>`         | string  | an alert or reminder was sent                        | as asked     | yes |
| `{posts}:last_id`              | string  | the last post's id                                   | none         | yes |
| `idiom:{<chat>}:<topic>:game`  | hash    | version, turn, turn_started_s, state (JSON without chain) | 30 days | yes |
| `idiom:{<chat>}:<topic>:chain` | list    | `<person>:<idiom>`, oldest first                     | 30 days      | yes |
| `idiom:{<chat>}:<topic>:ended` | string  | state (JSON) of the game that ended last              | 30 minutes   | yes |
| `idiom:{<chat>}:<topic>:prompts` | list  | messages with buttons of the game, oldest first, at most 20 | 30 days | yes |
| `idiom:{<chat>}:<topic>:answer_times` | list | when the last 4 answers went, ms, newest first   | 1 day        | no |
| `idiom:{<chat>}:<topic>:answers` | list  | JSON answers to moves that wait for the group's budget | 1 day       | no |
| `idiom:{<chat>}:<topic>:answers_lease` | string | a process sends them                          | 1 minute     | no |
| `idiom:answers_waiting`        | set     | threads for which answers wait                       | none         | no |
| `idiom:{<chat>}:reply:<update>` | string | JSON reply to an update that changed a game          | 1 day        | yes |
| `idiom:{<chat>}:<topic>:recap` | string  | JSON: version, chain and scores of the game that ended last | 1 day | yes |
| `idiom:{<chat>}:<topic>:recap:<version>` | string | the update that had it drawn              | 1 day        | yes |
| `idiom:{<chat>}:week`          | zset    | person -> points over the games of this week         | until Monday | yes |
| `idiom:{<chat>}:records`       | hash    | `<person>:<record>` -> streak, best_game, longest_game, days, most_days, last day played | none | yes |
| `idiom:{<chat>}:leaderboard`   | zset    | person -> points over all games of the chat          | none         | yes |
| `idiom:{<chat>}:names`         | hash    | person -> name as last seen                          | none         | yes |
| `idiom:{<chat>}:daily:<number>` | string | the chat got that daily puzzle                        | 2 days       | yes |
| `idiom:daily:{<person>}`       | string  | JSON: the person's last daily puzzle, and statistics | 400 days     | yes |
| `idiom:daily_chats`            | zset    | chat that gets the puzzle every day -> at which hour | none         | yes |
| `idiom:turn_checks`            | zset    | thread -> when its turn is checked, server seconds   | none         | yes |
| `{custom_idioms}:words`        | hash    | idiom -> JSON: proposal, author, pinyin, bot_plays, meaning | none         | yes |
| `{custom_idioms}:version`      | string  | how often the words were changed                     | none         | yes |
| `{custom_idioms}:proposal:<id>` | hash   | a proposal                                           | none; 180 days once decided | yes |
| `{custom_idioms}:pending`      | hash    | idiom -> its proposal that waits                     | none         | yes |
| `{custom_idioms}:cards:<id>`   | set     | chat:message of each card                            | 180 days     | yes |
| `{custom_idioms}:update:<update>` | string | the proposal it made, or that it removed an idiom  | 1 day        | yes |
| `{custom_idioms}:day:<person>` | string  | proposals within a day                               | 1 day after the first | yes |
| `{custom_idioms}:last_id`      | string  | the last proposal's id                               | none         | yes |
| `history:{<thread>}`           | list    | JSON exchange, oldest first, at most memory.keep     | 30 days      | yes |
| `history:{<thread>}:summary`   | string  | JSON: summary of older exchanges, whose they were    | 30 days      | yes |
| `history_topics:<chat>`        | set     | topics of the chat that have a history               | 30 days      | yes |
| `cancel_scopes:{<thread>}`     | hash    | cancel scope -> `<process> <sender>`                 | 1 hour       | no |
| `cancel:<process>`             | channel | ids of cancel scopes that the process is to cancel   |              | no |
| `media_group:{<chat>}:<album>` | hash   | part:<update> -> raw update, at, lead, members (media_groups/add.lua) | 1 day | no |
| `media_groups:{<chat>}:<person>` | set  | albums that the person sent to the chat              | 1 day        | no |
| `answers:{<chat>}:<person>`    | hash    | question -> JSON: what was asked, and its answer's messages; `<question>:<version>` -> the update that replaced or continued it; button -> message | 1 day after the last | yes |
| `chat_settings:{<chat>}`       | hash    | field of ChatSettings -> value, last_change          | none         | yes |
| `chat_log:{<chat>}`            | stream  | message, sender, name, at (s), topic, reply_to of a group's messages, oldest first | 72 hours; 2,000 entries | no |
| `chat_log:{<chat>}:texts`      | hash    | message -> its text, as last edited | as the stream    | no |
| `chat_log:{<chat>}:left`       | set     | who does not want to be in the digest                | none         | yes |
| `daily_digests`                | zset    | chat -> when its next digest is posted, s            | none         | yes |
| `chat_migrations`              | hash    | group -> the supergroup it became                    | none         | yes |
| `cache:<key>`                  | string  | a text that can be made again                        | as asked     | no |
| `slots:{<service>}`            | zset    | slot -> free at, µs                                  | none         | no |
| `access_token:{<name>}`        | string  | Baidu's access token                                 | 29 days      | no |
| `access_token:{<name>}:fetch`  | string  | somebody fetches a token                             | 15 s         | no |
| `leader:<name>`                | string  | token of the process that may do what one may        | seconds      | no |
| `webhook:secret`               | string  | what Telegram sends with each webhook call           | none         | yes |
| `{flood}:chat:<chat>`          | string  | JSON: tokens, at, blocked, slow (server ms), calls of the last minute | 3 minutes after its last call or block | no |
| `{flood}:overall`              | string  | JSON: calls of the last second to all chats          | 3 minutes    | no |
| `{usage}:minute:<minute>`      | hash    | person -> requests in that minute                    | 2 minutes    | no |
| `{usage}:day:<day>`            | hash    | person:<id>:requests, person:<id>:tokens, chat:<id>:tokens, bot:tokens; calls, read, written:<command>:<model> | 2 days | yes |
| `{usage}:request:<request>`    | string  | the minute and day in which the request was counted  | 2 days       | no |
| `{usage}:call:<call>`          | string  | the tokens that were counted for a model call        | 1 hour       | no |
| `{usage}:told:<limit>:<whom>:<period>` | string | the request that was told of a reached limit  | 2 minutes or days | yes |
| `{usage}:quotas`               | hash    | person -> requests a day, as an administrator set it | none         | yes |
| `{usage}:paused`               | string  | who paused all model calls                           | none         | yes |
| `username:<name>`              | string  | the person who had that name when last seen          | 30 days      | yes |
| `awaited_input:{<thread>:<person>}` | string | the command that waits for the person's next message, and the update of the wish | 10 minutes | no |
| `awaited_input:{<thread>:<person>}:taken` | string | the update that was this message                | 10 minutes | no |
| `persona_inputs:{<chat>:<person>}` | hash | the persona that asks; update -> answer to its question | 10 minutes | no |
| `notice:{<thread>}:<notice>`   | string  | a sentence that is not to be repeated was said       | as asked     | no |
| `summary_offer:{<offer>}`      | string  | JSON: a long document and who was asked about it     | 1 day        | yes |
| `summary_offer:{<offer>}:taken` | string | the update that began or dropped it                  | 1 day        | yes |
| `replicas`                     | hash    | process -> JSON: started, seen (server s), trouble, errors | none; an hour after the last report | no |
| `alerts`                       | hash    | alert -> 1 or 0 (wrong or not), since when (ms)      | none         | no |
| `api:last_number`              | string  | counter of messages and threads over HTTP            | none         | yes |
| `conversations:{<owner>}`      | zset    | conversation over HTTP -> when it was last used, s   | 30 days      | yes |
| `conversations:{<owner>}:<conversation>` | hash | chat (the thread of its history), title, used    | 30 days      | yes |
| `documents:{<owner>}`          | zset    | document sent over HTTP -> when, s                   | documents.keep_hours | yes |
| `documents:{<owner>}:<document>` | string | its text and pages: JSON, compressed (zlib)         | documents.keep_hours | yes |
| `documents:{<owner>}:<document>:holders` | zset | conversation that used it (its chat) -> last use, server seconds | documents.keep_hours | yes |
| `documents_used:{<chat>}`      | set     | JSON of what a conversation over HTTP has used: owner, document, hash | documents.keep_hours | yes |
| `document:{<hash>}`            | string  | text and pages of a document that was sent to chats: JSON, compressed (zlib) | documents.keep_hours | yes |
| `document:{<hash>}:holders`    | zset    | `<chat>:<person>` who has it -> last use, server seconds | documents.keep_hours | yes |
| `document:{<hash>}:index`      | string  | its passages and their plain forms: JSON, compressed (zlib); also of one that was sent over HTTP | documents.keep_hours | yes |
| `document:{<hash>}:vectors`    | hash    | embedding model -> embeddings of the passages (chains/retrieval/vectors.py) | documents.keep_hours | yes |
| `document:{<hash>}:embedding:<model>` | string | a process embeds the passages                  | 1 minute     | no |
| `document_name:{<chat>}:<name>` | string | JSON: hash, file name, sender of the document that has the name in the chat | documents.keep_hours | yes |
| `document_names:{<chat>}:<person>` | zset | names of what the person sent there -> when, s      | documents.keep_hours | yes |
"""

from bot.models.chat import Thread
from bot.models.chat_log import LOGGED_HOURS

SCHEMA_VERSION = "schema:version"
SCHEMA_MIGRATING = "schema:migrating"
STORE_OWNER = "store:owner"
STORE_RESTORING = "store:restoring"

INBOX = "{inbox}"
INBOX_PARTITIONS = "inbox:partitions"
INBOX_SEEN_S = 2 * 24 * 3600
"""Telegram repeats for a day what was not confirmed (Bot API: getUpdates)."""
INBOX_DROPPED_S = 300

POSTS = "{posts}"
POSTS_KEPT_S = 180 * 24 * 3600
ORDERS_KEPT = 10_000
REWRITE_PROMPT_S = 24 * 3600
ALBUM_S = 48 * 3600
"""As long as a message may be edited (Telegram)."""
POST_STATUS_S = 7 * 24 * 3600
POST_STATUS_SENDING_S = 30

GAME_S = 30 * 24 * 3600
GAME_REPLY_S = 24 * 3600
GAME_ENDED_S = 30 * 60
RECAP_S = 24 * 3600
DAILY_SENT_S = 2 * 24 * 3600
DAILY_PROGRESS_S = 400 * 24 * 3600
DAILY_CHATS = "idiom:daily_chats"
TURN_CHECKS = "idiom:turn_checks"
ANSWERS_WAITING = "idiom:answers_waiting"

CUSTOM_IDIOM_UPDATE_S = 24 * 3600
CUSTOM_IDIOM_DECIDED_S = 180 * 24 * 3600

HISTORY_S = 30 * 24 * 3600
CANCEL_SCOPES_S = 3600
ANSWERS_S = 24 * 3600
MEDIA_GROUP_S = 24 * 3600
CHAT_LOG_S = LOGGED_HOURS * 3600
DAILY_DIGESTS = "daily_digests"
CHAT_MIGRATIONS = "chat_migrations"
FLOOD_OVERALL = "{flood}:overall"
USERNAME_S = 30 * 24 * 3600
SUMMARY_OFFER_S = 24 * 3600
REPLICAS = "replicas"
ALERTS = "alerts"
API_LAST_NUMBER = "api:last_number"
DOCUMENT_EMBEDDING_S = 60
AWAITED_INPUT_S = 600
WEBHOOK_SECRET = "webhook:secret"  # noqa: S105 -- the name of a key


def _joined(*parts: object) -> str:
    return ":".join(map(str, parts))


def queue(prefix: str, *parts: object) -> str:
    """A key of a leased queue: `INBOX` or `POSTS` and what follows."""
    return _joined(prefix, *parts)


def inbox_partition(number: str) -> str:
    """What the keys of a partition of the inbox begin with: its hash tag."""
    return f"{{inbox:{number}}}"


def posts(*parts: object) -> str:
    """A key about posts; all share a hash tag with their work queue."""
    return _joined(POSTS, *parts)


def idiom(chat_id: int, *parts: object) -> str:
    """A key of the idiom games of a chat; all of a chat's share a hash tag."""
    return _joined(f"idiom:{{{chat_id}}}", *parts)


def idiom_in(thread: Thread, *parts: object) -> str:
    """A key of the games of a thread."""
    return idiom(thread.chat_id, thread.topic_id or 0, *parts)


def game(thread: Thread) -> str:
    """The game of a thread."""
    return idiom_in(thread, "game")


def game_chain(thread: Thread) -> str:
    """The idioms of a thread's game."""
    return idiom_in(thread, "chain")


def ended_game(thread: Thread) -> str:
    """How the game was played that ended last."""
    return idiom_in(thread, "ended")


def game_reply(thread: Thread, update_id: int) -> str:
    """What an update was answered."""
    return idiom(thread.chat_id, "reply", update_id)


def daily_progress(person_id: int) -> str:
    """What a person made of the daily puzzle."""
    return f"idiom:daily:{{{person_id}}}"


def custom_idioms(*parts: object) -> str:
    """A key of the idioms that members added; all chats share them."""
    return _joined("{custom_idioms}", *parts)


def history(thread: Thread) -> str:
    """The finished exchanges of a thread."""
    return f"history:{{{thread.key}}}"


def history_summary(thread: Thread) -> str:
    """The running summary of older exchanges; shares a hash tag with them."""
    return f"{history(thread)}:summary"


def history_topics(chat_id: int) -> str:
    """The topics of a chat that have a history; what belongs to no topic is not listed."""
    return _joined("history_topics", chat_id)


def cancel_scopes(thread: Thread) -> str:
    """The cancel scopes that are open in a thread."""
    return f"cancel_scopes:{{{thread.key}}}"


def answers(chat_id: int, person_id: int) -> str:
    """The newest answers of a person in a chat."""
    return f"answers:{{{chat_id}}}:{person_id}"


def media_group(chat_id: int, album: str) -> str:
    """The parts of an album; all of a chat's share a hash tag."""
    return f"media_group:{{{chat_id}}}:{album}"


def media_groups(chat_id: int, person_id: int) -> str:
    """The albums that a person sent to a chat."""
    return f"media_groups:{{{chat_id}}}:{person_id}"


def cancel_channel(process: str) -> str:
    """The channel on which a process hears which of its cancel scopes to cancel."""
    return _joined("cancel", process)


def cache(key: str) -> str:
    """A cached text."""
    return _joined("cache", key)


def slots(service: str) -> str:
    """The call slots of a service."""
    return f"slots:{{{service}}}"


def access_token(name: str, *parts: str) -> str:
    """An access token that all replicas share, or what belongs to it."""
    return _joined(f"access_token:{{{name}}}", *parts)


def leader(name: str) -> str:
    """A leader lease."""
    return _joined("leader", name)


def flood_chat(chat_id: int | str) -> str:
    """The flood budget of a chat; shares a hash tag with `FLOOD_OVERALL`: one script reads both."""
    return _joined("{flood}:chat", chat_id)


def usage(*parts: object) -> str:
    """A key about the use of models; all share a hash tag."""
    return _joined("{usage}", *parts)


def chat_settings(chat_id: int) -> str:
    """What a chat has set for itself."""
    return f"chat_settings:{{{chat_id}}}"


def chat_log(chat_id: int, *parts: object) -> str:
    """A key of the messages of a group; shares a hash tag with the chat's settings."""
    return _joined(f"chat_log:{{{chat_id}}}", *parts)


def username(name: str) -> str:
    """Whose @name it is; in lower case."""
    return _joined("username", name)


def awaited_input(thread: Thread, person_id: int, *parts: str) -> str:
    """The command that waits for a person's next message, or what belongs to it."""
    return _joined(f"awaited_input:{{{thread.key}:{person_id}}}", *parts)


def persona_inputs(chat_id: int, person_id: int) -> str:
    """What a person answered to the questions of a persona."""
    return f"persona_inputs:{{{chat_id}:{person_id}}}"


def notice(thread: Thread, name: str) -> str:
    """A sentence that is not to be repeated was said."""
    return f"notice:{{{thread.key}}}:{name}"


def summary_offer(offer_id: str, *parts: str) -> str:
    """A long document that somebody was asked about, or what belongs to it."""
    return _joined(f"summary_offer:{{{offer_id}}}", *parts)


def conversations(owner: str) -> str:
    """The conversations of a key of the HTTP chat."""
    return f"conversations:{{{owner}}}"


def conversation(owner: str, conversation_id: str) -> str:
    """One of them."""
    return _joined(conversations(owner), conversation_id)


def documents(owner: str) -> str:
    """The documents of a key of the HTTP chat."""
    return f"documents:{{{owner}}}"


def document(owner: str, document_id: str, *parts: str) -> str:
    """One of them, or what belongs to it."""
    return _joined(documents(owner), document_id, *parts)


def documents_used(chat_id: int) -> str:
    """The documents that a conversation over HTTP has used."""
    return f"documents_used:{{{chat_id}}}"


def document_text(content: str, *parts: str) -> str:
    """The text of a document that was sent to chats, by the hash of its content, or what belongs to it."""
    return _joined(f"document:{{{content}}}", *parts)


def document_texts(content: str) -> list[str]:
    """All keys of such a document: its text, who holds it, and what was made of it."""
    return [document_text(content, *part) for part in ((), ("holders",), ("index",), ("vectors",))]


def document_name(chat_id: int, name: str) -> str:
    """What a name leads to in a chat."""
    return f"document_name:{{{chat_id}}}:{name}"


def document_names(chat_id: int, person_id: int) -> str:
    """The names of what a person sent to a chat."""
    return f"document_names:{{{chat_id}}}:{person_id}"
