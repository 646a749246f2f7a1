"""Texts of /ask, /stop, /reset and /forget."""

from bot.texts import Text

EMPTY = Text(
    zh="想问什么？把问题写在后面就行，例如：/ask 天空为什么是蓝的？",
    en="What would you like to know? Write it after the command, for example: /ask why is the sky blue?",
)
EMPTY_ABOUT_FILE = Text(
    zh="想问这份文件什么？回复它，把问题写上就行。",
    en="What would you like to know about this file? Reply to it with your question.",
)
STOP_BUTTON = Text(zh="⏹ 停止", en="⏹ Stop")
AGAIN_BUTTON = Text(zh="🔄 换个回答", en="🔄 Another answer")
RETRY_BUTTON = Text(zh="🔁 再试一次", en="🔁 Try again")
MORE_BUTTON = Text(zh="➡️ 接着写", en="➡️ Go on")
GO_ON = Text(
    zh="上一个回答到长度上限就断了。从断开的地方接着写，不要重复已经写过的。",
    en="Your last answer was cut off at the length limit. Go on exactly where it stopped, without repeating anything.",
)
NOT_YOUR_ANSWER = Text(
    zh="这是别人问的，只有提问的人能按。", en="Somebody else asked this, so only they can press it."
)
STOPPED = Text(zh="（已停止）", en="(stopped)")
NOTHING_TO_STOP = Text(
    zh="你现在没有正在写的回答。", en="I'm not answering anything of yours right now."
)
STOPPING = Text(zh="好，停下了。", en="OK, stopped.")
NOT_YOURS = Text(
    zh="这个回答不是你问的，只有提问的人能停下它。",
    en="Somebody else asked this, and only they can stop the answer.",
)
RESET = Text(
    zh="好，这里之前的对话我都忘了，我们重新开始。",
    en="Done: I've forgotten our conversation here. Let's start over.",
)
RESET_BY_ADMINS = Text(
    zh="这里的对话是大家的，只有群管理员能全部清掉。/forget 删除你自己的那部分。",
    en="The conversation here belongs to everybody, so only an admin of the group can reset it. /forget deletes your own part.",
)
FORGOTTEN = Text(
    zh="好，都删除了：你在这里的对话和由它写成的摘要、你发的文档、接龙里的名字和积分、群聊摘要里你说过的话。\n"
    "处理完的稿件和审核记录还在，上面只留你的编号；没处理完的用 /mypost 撤回。\n"
    "以后也不想被群聊摘要记录，就在群里说“不要记录我”。",
    en="Done. I've deleted your conversation here and the summaries made of it, the documents you sent, your name and points in the idiom game, and what I kept of you for the chat digest.\n"
    "Decided posts and the records of their review stay, with your ID alone; /mypost withdraws the others.\n"
    "To stay out of the chat digest, say “don't record me” in the group.",
)

SOURCES = Text(zh="来源：", en="Sources:")
DESCRIBE_IMAGE = Text(zh="这张图里有什么？", en="What is in this picture?")
LOOKING = Text(zh="看图中…", en="Looking at the picture…")
NO_VISION = Text(
    zh="我看不了图片，这里没有配置能看图的模型。请把图里的文字发给我。",
    en="I can't look at pictures: no model that can is configured here. Please send me the text in it.",
)
ALBUM = Text(
    zh="一次发了好几张图。回复其中一张并写上问题，我就看那张。",
    en="That's several pictures at once. Reply to one of them with your question, and I'll look at it.",
)
NO_VOICE = Text(
    zh="我还听不了语音，请打字告诉我。",
    en="I can't listen to voice messages yet. Please type it for me.",
)
UNREADABLE: dict[str, Text] = {
    "sticker": Text(
        zh="这个表情真可爱！我只读得懂文字，想聊什么就写给我吧。",
        en="Nice sticker! I only understand text, so just write to me.",
    ),
    "location": Text(
        zh="收到位置了，不过我看不了地图。想问什么，写给我就行。",
        en="Thanks for the location, but I can't see maps. Just write what you'd like to know.",
    ),
    "contact": Text(
        zh="收到名片了，我不会保存它。想问什么，写给我就行。",
        en="Thanks for the contact; I don't keep it. Just write what you'd like to know.",
    ),
    "other": Text(
        zh="这种消息我看不懂，写成文字发给我吧。",
        en="I don't understand this kind of message. Please write it as text.",
    ),
}
"""What is said in private to messages without text, by `Request.unreadable`."""
