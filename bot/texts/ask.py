"""Sentences of /ask, /stop, /reset and /forget, and of the bot without a model."""

from bot.texts import Text

EMPTY = Text(
    zh="想问什么？把问题写在后面就行，例如：/ask 天空为什么是蓝的？",
    en="What would you like to know? Write it after the command: /ask why is the sky blue?",
)
THINKING = Text(zh="思考中…", en="Thinking…")
STOP_BUTTON = Text(zh="⏹ 停止", en="⏹ Stop")
STOPPED = Text(zh="（已停止）", en="(stopped)")
CUT_BY_RESTART = Text(
    zh="（机器人正在重启，回答到此中断，请稍后再问一次。）",
    en="(The bot is restarting and the answer breaks off here; please ask again shortly.)",
)
NOTHING_TO_STOP = Text(
    zh="你现在没有正在写的回答。", en="There is no answer of yours being written."
)
STOPPING = Text(zh="好，停下了。", en="All right, stopped.")
NOT_YOURS = Text(
    zh="这个回答不是你问的，只有提问的人能停下它。",
    en="This answer is not yours; only who asked can stop it.",
)
NO_ANSWER = Text(
    zh="模型这次什么也没说，请换个说法再问一次。",
    en="The model said nothing this time; please rephrase and ask again.",
)
RESET = Text(
    zh="好，这里之前的对话我都忘了，我们重新开始。",
    en="Done: I have forgotten our conversation here. Let us start afresh.",
)
FORGOTTEN = Text(
    zh="好，我存下的你在这里的对话已经删除。",
    en="Done: what I kept of your conversation here is deleted.",
)
OFFLINE = Text(
    zh="现在没有接上语言模型，所以我答不了问题。成语我是认得的：问我“画蛇添足是什么意思”，或者 /idiom 来一局接龙。",
    en="No language model is connected, so I cannot answer questions. Idioms I do know: ask about 画蛇添足, or play with /idiom.",
)
OFFLINE_DICTIONARY = Text(
    zh="（以上来自词典；现在没有接上语言模型。）",
    en="(From the dictionary; no language model is connected.)",
)
OFFLINE_EXCERPT = Text(
    zh="现在没有接上语言模型，下面是原文摘录（不是总结）：",
    en="No language model is connected; these are excerpts from the text, not a summary:",
)
