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
SHORT = Text(
    zh="（内容本来就很短，不用再总结了。）",
    en="(This is already short; there is nothing to summarise.)",
)
SHORT_MESSAGE = Text(
    zh="你回复的那条消息本来就很短，直接读就好。长一点的消息、文件或链接我再来总结。",
    en="The message you replied to is short enough to read as it is. I can summarise longer messages, files and links.",
)
TRUNCATED = Text(
    zh="（文件太长，只读了前 300 万字，后面的没有总结进来。）",
    en="(The file is too long: I only read the first 3 million characters, and this summary doesn't cover the rest.)",
)
