"""Texts about incomplete summaries, and the answers without a language model."""

from bot.texts import Text

PAGES_MISSING = Text(
    zh="（注意：第 {pages} 页没能读完，上面不含这些内容。再发一次 /summarize 只会补读它们。）",
    en="(Note: pages {pages} could not be read and are missing above. Send /summarize again to read only those.)",
)
PARTS_MISSING = Text(
    zh="（注意：有 {count} 个部分没能读完，上面不含这些内容。再发一次 /summarize 只会补读它们。）",
    en="(Note: {count} parts could not be read and are missing above. Send /summarize again to read only those.)",
)

OFFLINE_ANSWER = Text(
    zh="我现在没有接上大模型，回答不了这个问题。查成语可以，比如“画蛇添足是什么意思”；也可以玩 /idiom，"
    "或让我用 /summarize 摘录文件。管理员设置 DASHSCOPE_API_KEY 后就能提问了。",
    en="No language model is connected, so I can't answer this. I can explain an idiom (“what does 画蛇添足 mean?”), play /idiom, or excerpt a file with /summarize. Questions will work once an admin sets DASHSCOPE_API_KEY.",
)
OFFLINE_AGAIN = Text(
    zh="这个我答不上来。我能做的：查成语、成语接龙、摘录文件、投稿；说“帮助”看怎么用。",
    en="I can't answer this. What I can do: explain idioms, play the idiom chain, excerpt files, take posts. Say “help” to see how.",
)
OFFLINE_WELCOME = Text(zh="不客气！", en="You're welcome!")
OFFLINE_GOODBYE = Text(zh="再见，随时来找我！", en="Goodbye! I'm here whenever you like.")
OFFLINE_SIGN = Text(
    zh="🙂 有事直接说，说“帮助”看我会什么。",
    en="🙂 Just tell me what you need. Say “help” to see what I can do.",
)
OFFLINE_IDIOM = Text(
    zh="**{word}**（{pinyin}）{meaning}\n\n——查自成语词典，没有用大模型。",
    en="**{word}** ({pinyin}) {meaning}\n\n— from the idiom dictionary, not from a language model.",
)
OFFLINE_CHINESE_MEANING = Text(zh="释义：{meaning}", en="means (in Chinese): {meaning}")
OFFLINE_MEANING = Text(zh="英文释义：{gloss}", en="means: {gloss}")
OFFLINE_NO_MEANING = Text(zh="词典里没有它的释义。", en="is listed without a meaning.")
OFFLINE_EXCERPT = Text(
    zh="📎 **离线摘录**（没有接上大模型，下面是原文里的句子，不是总结）",
    en="📎 **Offline excerpt** (no language model is connected: these are sentences of the original, not a summary)",
)
