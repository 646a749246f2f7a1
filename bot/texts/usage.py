"""Texts about the budget of model calls: reached limits, /quota, /pause model and /resume model."""

from bot.models.usage import LimitKind
from bot.texts import Text

SPENT: dict[LimitKind, Text] = {
    "person_minute": Text(
        zh="你这一分钟已经问了 {limit} 次，{seconds} 秒后可以再问。",
        en="You've made {limit} requests this minute. You can ask again in {seconds} s.",
    ),
    "person_day": Text(
        zh="你今天的 {limit} 次已经用完，0 点（约 {hours} 小时后）恢复。",
        en="You've used all {limit} of today's requests. They reset at midnight, in about {hours} h.",
    ),
    "person_tokens": Text(
        zh="你今天的模型用量（{limit} token）已经用完，0 点（约 {hours} 小时后）恢复。",
        en="You've used all {limit} of today's tokens. They reset at midnight, in about {hours} h.",
    ),
    "chat_tokens": Text(
        zh="这里今天的模型用量（{limit} token）已经用完，0 点（约 {hours} 小时后）恢复。接龙、投稿照常。",
        en="This chat has used all {limit} of today's tokens. They reset at midnight, in about {hours} h. Games and posts go on.",
    ),
    "bot_tokens": Text(
        zh="机器人今天的模型用量（{limit} token）已经用完，0 点（约 {hours} 小时后）恢复。接龙、投稿照常。",
        en="I've used all {limit} of today's tokens. They reset at midnight, in about {hours} h. Games and posts go on.",
    ),
}
NOT_ENOUGH = Text(
    zh="这份文件约要 {needed} token，今天只剩 {left}，读不完。请明天再发，或拆小后再发。",
    en="This document takes about {needed} tokens, and only {left} are left today. Please send it tomorrow, or a smaller part of it.",
)
MODEL_PAUSED = Text(
    zh="管理员暂停了大模型，暂时不能提问和总结，接龙照常。",
    en="An admin has paused the language model, so I can't answer questions or write summaries for now. Games go on.",
)
PAUSED = Text(
    zh="已暂停大模型：不再开始任何调用，接龙和审核照常。/resume model 继续。",
    en="The language model is paused: no call begins any more; games and reviews go on. /resume model continues.",
)
RESUMED = Text(zh="大模型恢复了。", en="The language model is back.")
IS_PAUSED = Text(
    zh="⏸ {name} 已暂停大模型，/resume model 继续。",
    en="⏸ {name} has paused the language model; /resume model continues.",
)
NOT_PAUSED = Text(zh="大模型没有暂停。", en="The language model wasn't paused.")
PAUSE_USAGE = Text(
    zh="/{command} 管稿件的检查和发布，/{command} model 管大模型。",
    en="/{command} is for checking and publishing posts, /{command} model for the language model.",
)

MINE = Text(
    zh="你今天用了：请求 {requests}，token {tokens}\n这里今天用了：token {chat_tokens}\n0 点（{zone}）重新计算。",
    en="You used today: {requests} requests, {tokens} tokens\nThis chat used today: {chat_tokens} tokens\nThey reset at midnight ({zone}).",
)
OF_PERSON = Text(
    zh="{who} 今天用了：请求 {requests}，token {tokens}",
    en="{who} used today: {requests} requests, {tokens} tokens",
)
NAMED = Text(zh="@{name}（{id}）", en="@{name} ({id})")
OF_BOT = Text(zh="机器人今天用了：token {tokens}", en="The bot used today: {tokens} tokens")
OF = Text(zh="{used}/{limit}", en="{used} of {limit}")
BEIJING_TIME = Text(zh="北京时间", en="Beijing time")
NO_LIMIT = Text(zh="{used}（不限）", en="{used} (no limit)")
ADMIN_USAGE = Text(
    zh="看一个人：/quota 回复 TA，或 /quota 编号、/quota @名字。后面写数字改 TA 每天的请求数，写“默认”恢复：/quota @名字 50。/pause model 暂停大模型。",
    en="A person: /quota as a reply, or /quota ID, /quota @name. A number after it sets their requests a day, “default” resets it: /quota @name 50. /pause model pauses the language model.",
)
UNKNOWN_NAME = Text(
    zh="我没见过 @{name}（只记得 30 天内见过的名字）。请回复 TA 的消息，或写用户编号。",
    en="I haven't seen @{name} (I remember names for 30 days). Please reply to a message of theirs, or give the user ID.",
)
LIMIT_SET = Text(
    zh="{who} 每天的请求数改为 {limit}，立即生效。",
    en="{who} can now make {limit} requests a day.",
)
LIMIT_RESET = Text(
    zh="{who} 每天的请求数恢复默认。", en="{who} is back to the default number of requests a day."
)
