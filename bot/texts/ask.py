"""Texts of /ask, /stop, /reset and /forget."""

from bot.texts import Text

EMPTY = Text(
    zh="想问什么？把问题写在后面就行，例如：/ask 天空为什么是蓝的？",
    en="What would you like to know? Write it after the command, for example: /ask why is the sky blue?",
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
    zh="好，我存下的你在这里的对话、包含它的摘要、你发的文档、接龙的名字和积分都删除了。处理完的稿件会保留，上面只留你的编号；审核操作的记录也会保留。没处理完的稿件可以用 /mypost 撤回。",
    en="Done: I've deleted your conversation here, the summaries made of it, the documents you sent, and your name and points in the idiom game. Decided posts stay, with your ID alone, and so do the records of their review; /mypost lets you withdraw posts that aren't decided yet.",
)
