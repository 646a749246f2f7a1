"""Texts of the digest of a group: the setting, its notice, who leaves it, and the digest itself."""

from bot.texts import Text

# The setting.
SETTING = Text(zh="群聊摘要", en="Chat digest")
OFF = Text(zh="关", en="off")
ON = Text(zh="开，有人问才写", en="on, when asked")
DAILY = Text(zh="每天 {hour}:00", en="daily at {hour}:00")

WHO_READS: dict[str, Text] = {
    "tongyi": Text(
        zh="大模型是阿里云的通义千问（{host}，模型 {model}），写回答、总结和摘要时，需要的文字会发给它。",
        en="The language model is Tongyi Qianwen of Alibaba Cloud ({host}, model {model}); what it needs for an answer, a summary or a digest is sent to it.",
    ),
    "openai": Text(
        zh="大模型是 {host} 上的 {model}，写回答、总结和摘要时，需要的文字会发给它。",
        en="The language model is {model} at {host}; what it needs for an answer, a summary or a digest is sent to it.",
    ),
    "offline": Text(
        zh="这里没有接大模型，文字不会发给任何外部服务，摘要只是在这台机器上摘录原话。",
        en="No language model is connected: no text is sent to one, and a digest only quotes messages, on this machine.",
    ),
}
"""Who reads texts, by the provider of the model."""

# What the group is told.
SWITCHED_ON = Text(
    zh="📒 群聊摘要打开了，请大家知悉：\n"
    "· 从现在起，我会记下大家在这里发的文字（也包括图片和文件的说明；不含命令、转发和对我说的话），"
    "最多最近 {count} 条，{hours} 小时后自动删除。\n"
    "· {who_reads}\n"
    "· 不想被记录：在群里说“不要记录我”，已经记下的也会删掉，不用退群；想回来就说“可以记录我”。\n"
    "· 管理员在 /settings 里关闭后，记录全部删除。/privacy 看我还存了什么。\n"
    "想看摘要就 @我 问“大家刚才聊了什么”，或发 /summarize 3h、/summarize 200、/summarize 今天。",
    en="📒 The chat digest is now on. Please note:\n"
    "· From now on I keep the texts that you send here (captions too; not commands, forwarded messages, or what you say to me): at most the last {count}, deleted after {hours} hours.\n"
    "· {who_reads}\n"
    "· To be left out, say “don't record me” in the group: what I have of you is deleted, and you stay in the group. “You may record me” brings you back.\n"
    "· When an admin turns it off in /settings, everything is deleted. /privacy shows what else I keep.\n"
    "For a digest mention me and ask “what did people talk about?”, or send /summarize 3h, /summarize 200 or /summarize today.",
)
DAILY_FROM_NOW = Text(
    zh="\n每天 {hour}:00 我也会发一次。", en="\nI'll also post one every day at {hour}:00."
)
PRIVACY_MODE = Text(
    zh="\n⚠️ 我现在开着隐私模式，看不到大家平时说的话，记不到什么。请把我设为管理员；或者在 @BotFather 用 /setprivacy 关闭隐私模式，再把我移出群、重新加进来。",
    en="\n⚠️ My privacy mode is on: I can't see what people normally say here, so there will be little to sum up. Make me an admin; or turn privacy mode off with /setprivacy at @BotFather, then remove me from the group and add me again.",
)
SWITCHED_OFF = Text(
    zh="📒 群聊摘要关闭了，记下的消息已经全部删除。",
    en="📒 The chat digest is off, and all messages that I kept are deleted.",
)
NOW_DAILY = Text(
    zh="📒 群聊摘要以后每天 {hour}:00 发一次，有人问时也会写。",
    en="📒 From now on the chat digest comes every day at {hour}:00, and whenever somebody asks.",
)
NOW_WHEN_ASKED = Text(
    zh="📒 群聊摘要以后不定时发了，有人问才写。",
    en="📒 The chat digest no longer comes daily, only when somebody asks.",
)

# Who leaves it and comes back.
LEFT = Text(
    zh="好，以后不记录你在这里说的话，之前记下的也删了。想回来就说“可以记录我”。",
    en="OK, I no longer record what you say here, and I've deleted what I had. Say “you may record me” to come back.",
)
CAME_BACK = Text(
    zh="好，从现在起你的消息会进群聊摘要。不想了就说“不要记录我”。",
    en="OK, from now on your messages are part of the digest. Say “don't record me” to leave it again.",
)
NOT_AWAY = Text(
    zh="你本来就没有退出群聊摘要。", en="You haven't left the digest, so nothing changes."
)
NOT_RECORDED = Text(
    zh="好，记住了：这里没有打开群聊摘要，现在也没有记录谁；就算以后打开，也不会记录你。",
    en="OK, noted. The chat digest is off here and nobody is recorded; if it is turned on one day, you won't be either.",
)

# The digest.
HEADER = Text(
    zh="📒 **群聊摘要** · {span} · {count} 条消息，{people} 人",
    en="📒 **Chat digest** · {span} · messages: {count}, people: {people}",
)
TODAY = Text(zh="今天", en="today")
YESTERDAY = Text(zh="昨天", en="yesterday")
LAST_HOURS = Text(zh="最近 {hours} 小时", en="last {hours} h")
LAST_MINUTES = Text(zh="最近 {minutes} 分钟", en="last {minutes} min")
LAST_MESSAGES = Text(zh="最近 {count} 条", en="last {count}")
SUMMARISING = Text(zh="正在看 {count} 条消息…", en="Reading messages: {count}…")
NOT_ON = Text(
    zh="这里没打开群聊摘要，大家说的话我没有记，所以总结不了。群管理员可以发 /settings，在“群聊摘要”里打开；打开之后的消息我才看得到。把聊天记录复制或转发给我，我也能总结。",
    en="The chat digest is off here: I don't keep what people say, so I can't sum it up. An admin of the group can turn it on in /settings under “Chat digest”, for messages from then on. You can also copy or forward the messages to me.",
)
IN_PRIVATE = Text(
    zh="群里聊了什么，要在那个群里问我（群管理员得先在 /settings 打开群聊摘要）。把聊天记录复制或转发到这里，我也能总结。",
    en="Ask me in the group what was said there (an admin must first turn on the chat digest in /settings). You can also copy or forward the messages to me here.",
)
NOTHING = Text(
    zh="这段时间（{span}）没有记到消息。", en="I have no messages from that time ({span})."
)
FEW = Text(
    zh="这段时间（{span}）只有 {count} 条消息，往上翻一下就能看完。",
    en="There is hardly anything to sum up ({span}, messages: {count}): just scroll up a little.",
)
QUOTE = Text(zh="（“{text}”）", en="(“{text}”)")
EXCERPT = Text(
    zh="（没有接上大模型，下面是回复最多、内容较长的几条原话，不是总结）",
    en="(No language model is connected: these are the messages with the most replies and the longer ones, word for word, not a summary)",
)
EXCERPT_LINE = Text(zh="{name}：“{text}”", en="{name}: “{text}”")
