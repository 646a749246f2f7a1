"""Texts of /deadletter, /audit, /undo, /pause, /resume, /ban and /unban."""

from bot.models.post import AuditReason
from bot.texts import Text

NOTHING_DEAD = Text(zh="没有发布失败的稿件。", en="No post has failed.")
DEAD = Text(
    zh="发布失败 {count} 篇，最早的在前。/deadletter retry 全部重试，/deadletter retry 编号 重试一篇：",
    en="{count} posts failed, oldest first. /deadletter retry tries all of them again, /deadletter retry ID only one:",
)
DEAD_LINE = Text(zh="#{id} {name}：{excerpt}（{reason}）", en="#{id} {name}: {excerpt} ({reason})")
DEADLETTER_USAGE = Text(
    zh="/deadletter 列出发布失败的稿件；/deadletter retry 全部重试；/deadletter retry 12 重试一篇；/deadletter inbox 列出没能处理的消息。",
    en="/deadletter lists failed posts; /deadletter retry tries all of them again; /deadletter retry 12 only one; /deadletter inbox lists messages that couldn't be handled.",
)
NO_DEAD_UPDATES = Text(zh="没有处理失败的消息。", en="No message has failed.")
DEAD_UPDATES = Text(
    zh="没能处理的消息 {count} 条，最近的在最后。/deadletter inbox retry 编号 重试一条，/deadletter inbox clear 全部清除：",
    en="{count} messages couldn't be handled, the latest last. /deadletter inbox retry ID tries one again, /deadletter inbox clear removes all:",
)
DEAD_UPDATE_LINE = Text(zh="{id}  {at}（{reason}）", en="{id}  {at} ({reason})")
DEAD_UPDATES_USAGE = Text(
    zh="/deadletter inbox 列出没能处理的消息；/deadletter inbox retry 123 重试一条；/deadletter inbox clear 全部清除。",
    en="/deadletter inbox lists messages that couldn't be handled; /deadletter inbox retry 123 tries one again; /deadletter inbox clear removes all.",
)
DEAD_UPDATES_CLEARED = Text(zh="清除了 {count} 条。", en="Removed {count} messages.")
DEAD_UPDATE_RETRIED = Text(zh="{id} 重新排队了。", en="{id} is back in the queue.")
NOT_A_DEAD_UPDATE = Text(
    zh="没有 {id} 这条。/deadletter inbox 列出没能处理的消息。",
    en="There is no {id}. /deadletter inbox lists messages that couldn't be handled.",
)
NOT_DEAD = Text(
    zh="#{id} 现在是“{state}”，不用重试。/deadletter 列出发布失败的稿件。",
    en="#{id} is “{state}” and doesn't need a retry. /deadletter lists failed posts.",
)
RETRIED_ONE = Text(zh="#{id} 重新排队了。", en="#{id} is back in the queue.")
RETRIED = Text(zh="{count} 篇重新排队了。", en="{count} posts are back in the queue.")
PRIVATELY = Text(
    zh="这个只给管理员看，请私聊我再发 /{command}。",
    en="This is for admins' eyes only. Please send me /{command} in private.",
)

AUDIT_USAGE = Text(
    zh="请写上稿件编号：/audit 12。", en="Please give the number of the post: /audit 12."
)
AUDIT = Text(zh="#{id} 的记录（北京时间）：", en="History of #{id} (Beijing time):")
AUDIT_ARRIVED = Text(zh="{at}  {by}：投稿", en="{at}  {by} submitted it")
AUDIT_LINE = Text(zh="{at}  {by}：{before} → {to}", en="{at}  {by}: {before} → {to}")
AUDIT_SAME_STATE = Text(zh="{at}  {by}：{to}", en="{at}  {by}: {to}")
SIGNATURE = Text(zh="{name}（{id}）", en="{name} ({id})")
ORDERS = Text(
    zh="最近的管理操作（北京时间）。/audit 编号 看一篇稿件的记录：",
    en="The latest admin actions (Beijing time). /audit ID shows the history of a post:",
)
NO_ORDERS = Text(
    zh="还没有人暂停、继续、封禁或改过额度。/audit 编号 看一篇稿件的记录。",
    en="Nobody has paused, resumed, banned, unbanned or changed a quota yet. /audit ID shows the history of a post.",
)
ORDER_LINE = Text(zh="{at}  {by}：{order}", en="{at}  {by}: {order}")
AUDIT_LEFT_OUT = Text(zh="……略去较早的 {count} 条", en="… {count} earlier entries are not shown")
WORKER = Text(zh="机器人", en="the bot")
WHY: dict[AuditReason, Text] = {
    "rewritten": Text("改后发", "reworded"),
    "retried": Text("失败后重试", "tried again"),
    "revised": Text("作者改了原文", "its author edited it"),
    "undone": Text("撤下", "undone"),
    "trusted": Text("免审", "no review needed"),
    "appealed": Text("作者申诉", "appealed by its author"),
    "own_wording": Text("改用原文", "its author's wording"),
    "polished_wording": Text("改用润色稿", "the polished wording"),
    "polish_asked": Text("要求润色", "polish asked for"),
}

UNDO_USAGE = Text(
    zh="请写上稿件编号：/undo 12，把已发布的稿件撤下。",
    en="Please give the number of the post: /undo 12 takes down what was published.",
)
UNDONE = Text(
    zh="#{id} 已撤下，会告诉作者。", en="#{id} has been taken down. I'll tell its author."
)
NOT_PUBLISHED = Text(
    zh="#{id} 现在是“{state}”，没有发布过的消息可撤。",
    en="#{id} is “{state}”, so there is no published message to take down.",
)
UNDO_TOO_OLD = Text(
    zh="Telegram 不让删 #{id} 的消息：机器人一般只能删 48 小时内自己发的。请到发布的群里手动删掉，再发一次 /undo {id}，就会记下并告诉作者。",
    en="Telegram doesn't let me delete the message of #{id}: bots can usually delete their own messages only within 48 hours. Please delete it by hand and send /undo {id} again; then I'll record it and tell the author.",
)
UNDO_BY_HAND = Text(
    zh="#{id} 是人工确认已发出的，机器人不知道是哪条消息。请到发布的群里手动删掉。",
    en="A person confirmed that #{id} was delivered, so I don't know which message it is. Please delete it by hand in the chat it was published in.",
)
UNDO_NO_ACCESS = Text(
    zh="机器人已经进不去发布 #{id} 的群或频道了，请到那里手动删掉。",
    en="I no longer have access to the chat that #{id} was published in. Please delete it there by hand.",
)
UNDO_UNSURE = Text(
    zh="Telegram 没有回应，不确定 #{id} 删掉了没有。请再发一次 /undo {id}。",
    en="Telegram didn't answer, so I don't know whether #{id} was deleted. Please send /undo {id} again.",
)

PAUSED = Text(
    zh="已暂停：不再检查和发布，投稿照收。/resume 继续。",
    en="Paused: nothing is checked or published, but people can still submit posts. /resume continues.",
)
RESUMED = Text(zh="继续检查和发布。", en="Checking and publishing continue.")
NOT_PAUSED = Text(zh="没有暂停，一切照常。", en="Nothing was paused; everything runs as usual.")
IS_PAUSED = Text(
    zh="⏸ {name} 已暂停检查和发布，/resume 继续。",
    en="⏸ {name} has paused checking and publishing; /resume continues.",
)

BAN_USAGE = Text(
    zh="回复那个人的一条消息或 TA 的稿件卡片，或写上用户编号：/{command} 123456。",
    en="Reply to a message of that person or to a card of their post, or give the user ID: /{command} 123456.",
)
BANNED = Text(
    zh="不再收 {id} 的投稿。/unban {id} 恢复。",
    en="{id} can no longer submit posts. /unban {id} allows them again.",
)
UNBANNED = Text(zh="恢复了 {id} 的投稿资格。", en="{id} can submit posts again.")
NOT_BANNED = Text(zh="{id} 没有被封禁。", en="{id} isn't banned.")
NOT_BANNABLE = Text(zh="审核管理员和机器人不能封禁。", en="Reviewers and bots can't be banned.")
