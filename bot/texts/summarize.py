"""Texts of /summarize."""

from bot.texts import Text

HELP = Text(
    zh="要总结什么？把文件发给我，或在 /summarize 后面跟链接或文字，也可以用 /summarize 回复一份文件或一条长消息。",
    en="What shall I summarise? Send me a file, put a link or text after /summarize, or reply with /summarize to a file or a long message.",
)
WAITING = Text(
    zh="排队中，前面还有 {ahead} 份文件…",
    en="Waiting; files ahead of yours: {ahead}…",
)
DOWNLOADING = Text(zh="下载中…", en="Downloading…")
READING = Text(zh="读取中…", en="Reading…")
SUMMARISING = Text(zh="总结中…", en="Summarising…")
PART = Text(zh="总结第 {part}/{total} 部分…", en="Summarising part {part} of {total}…")
HEADER = Text(zh="《{name}》", en="“{name}”")
HEADER_PAGES = Text(zh="《{name}》· {pages} 页", en="“{name}” · pages: {pages}")
HEADER_FILES = Text(zh="《{name}》· {count} 份文件", en="“{name}” · documents: {count}")
SECTION = Text(zh="**{number}. 《{name}》**", en="**{number}. “{name}”**")
SECTION_PAGES = Text(
    zh="**{number}. 《{name}》**· {pages} 页", en="**{number}. “{name}”** · pages: {pages}"
)
OVER_ALL = Text(zh="**📚 合起来看**", en="**📚 All together**")
MORE_UNREAD = Text(zh="（另有 {count} 份也没有读。）", en="(Not read either: {count} more.)")
LONG = Text(
    zh="这份文件很长，模型要分约 {parts} 段读，会花不少时间和用量。要继续吗？",
    en="This document is long: the model would read it in about {parts} parts, which takes time and tokens. Go on?",
)
LONG_DIGEST = Text(
    zh="要读的聊天很多，模型要分约 {parts} 段读，会花不少时间和用量。要继续吗？",
    en="That is a lot of talk: the model would read it in about {parts} parts, which takes time and tokens. Go on?",
)
LONG_GO = Text(zh="▶ 继续", en="▶ Go on")
LONG_DROP = Text(zh="✖ 不用了", en="✖ No")
LONG_BEGUN = Text(zh="好，约 {parts} 段，开始读。", en="OK, I'm reading about {parts} parts.")
LONG_DROPPED = Text(zh="好，不读了。", en="OK, I won't read it.")
LONG_GONE = Text(
    zh="时间太久，我不记得要总结的是什么了，请再说一次。",
    en="That was too long ago: I no longer know what to summarise. Please ask again.",
)
LONG_TAKEN = Text(zh="这个问题已经回答过了。", en="This was answered already.")
LONG_NOT_YOURS = Text(
    zh="这份总结是别人要的，只有本人能决定。",
    en="Somebody else asked for this summary, and only they can decide.",
)
SHORT = Text(
    zh="（内容本来就很短，不用再总结了。）",
    en="(This is already short; there is nothing to summarise.)",
)
SHORT_MESSAGE = Text(
    zh="这段文字本来就很短，直接读就好。长一点的文字、文件或链接我再来总结。",
    en="This text is short enough to read as it is. I can summarise longer texts, files and links.",
)
MADE_BEFORE = Text(
    zh="（之前总结过，这是当时的总结。）", en="(I summarised this before; this is that summary.)"
)
SHORTER_BUTTON = Text(zh="更短", en="Shorter")
LONGER_BUTTON = Text(zh="更详细", en="Longer")
IN_ENGLISH_BUTTON = Text(zh="In English", en="In English")
IN_CHINESE_BUTTON = Text(zh="用中文", en="用中文")
TRUNCATED = Text(
    zh="（文件太长，只读了前 300 万字，后面的没有总结进来。）",
    en="(The file is too long: I only read the first 3 million characters, and this summary doesn't cover the rest.)",
)
