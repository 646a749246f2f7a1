"""Texts of /export, and what is remembered of summaries and games (that the model and an export show)."""

from bot.texts import Text

EXPORT_CAPTION = Text(
    zh="这里的对话记录，共 {count} 轮（JSON 文件）。",
    en="The conversation stored here, as JSON. Questions and answers: {count}.",
)
EXPORT_OWN_CAPTION = Text(
    zh="我存下的你在群里的提问和回答，共 {count} 轮（JSON 文件）。整个群的记录只有群管理员能导出。",
    en="Your questions in the group and their answers, as JSON: {count}. Only an admin can export those of the whole group.",
)
EXPORT_SENT = Text(zh="对话记录私聊发给你了。", en="I've sent you the conversation in private.")
EXPORT_NOTHING = Text(
    zh="这里没有存下可以导出的对话。", en="There is no conversation stored here to export."
)
EXPORT_NO_PRIVATE = Text(
    zh="对话记录只在私聊里发。请先打开和我的私聊按“开始”，再回来发一次 /export。",
    en="I send the conversation in private only. Please open a private chat with me, press Start, then send /export here again.",
)
UNREADABLE = Text(
    zh="这份文件里没有 LangChain 格式的消息。",
    en="The file holds no messages in LangChain's form.",
)
NOT_EMPTY = Text(
    zh="那里已经有对话了。先在聊天里 /reset，再导入。",
    en="There is a conversation already. /reset it in the chat, then import.",
)
SUMMARY_OF_FILE = Text(zh="总结文件《{name}》。{wish}", en="Summarise the file “{name}”. {wish}")
SUMMARY_OF_LINK = Text(zh="总结链接：{name} {wish}", en="Summarise the link: {name} {wish}")
SUMMARY_OF_TEXT = Text(zh="总结一段文字。{wish}", en="Summarise a text. {wish}")
SUMMARY_GIVEN = Text(
    zh="{summary}\n\n（我只记得这份总结，不记得原文。要问原文里的内容：带着问题回复那份文件或这份总结，或者再发一次。）",
    en="{summary}\n\n(I remember this summary only, not the original. To ask about the original, reply to it or to this summary with the question, or send it again.)",
)
GAME_ENDED = Text(zh="（成语接龙结束。）", en="(An idiom chain game ended.)")
