"""Sentences of /ask, /stop, /reset and /forget."""

from bot.texts import Text

EMPTY = Text(
    zh="想问什么？把问题写在后面就行，例如：/ask 天空为什么是蓝的？",
    en="What would you like to know? Write it after the command: /ask why is the sky blue?",
)
THINKING = Text(zh="思考中…", en="Thinking…")
STOP_BUTTON = Text(zh="⏹ 停止", en="⏹ Stop")
STOPPED = Text(zh="（已停止）", en="(stopped)")
NOTHING_TO_STOP = Text(
    zh="你现在没有正在写的回答。", en="There is no answer of yours being written."
)
STOPPING = Text(zh="好，停下了。", en="All right, stopped.")
NOT_YOURS = Text(
    zh="这个回答不是你问的，只有提问的人能停下它。",
    en="This answer is not yours; only who asked can stop it.",
)
RESET = Text(
    zh="好，这里之前的对话我都忘了，我们重新开始。",
    en="Done: I have forgotten our conversation here. Let us start afresh.",
)
FORGOTTEN = Text(
    zh="好，我存下的你在这里的对话和接龙积分都删除了。投过的稿件有记录可查，没发布的可以用 /mypost 撤回。",
    en="Done: your conversation and your idiom points here are deleted. Posts stay on record; /mypost withdraws what is not published yet.",
)
