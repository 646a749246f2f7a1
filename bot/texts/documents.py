"""Questions about documents, and why one cannot be read; `{name}` is the file or the host there."""

from bot.models.document import DocumentProblem
from bot.texts import Text

SEARCHING = Text(zh="检索…", en="Searching…")
FOUND = Text(zh="检索… 找到 {count} 段 · 生成…", en="Searching… found {count} passages · writing…")
BEST_PASSAGES = Text(
    zh="📎 **原文摘录**（没有接上大模型，下面是文中和问题最接近的几段）",
    en="📎 **From the document** (no language model is connected: these are the passages nearest to your question)",
)
NOTHING_FOUND = Text(
    zh="文中没有找到和这个问题有关的内容。",
    en="I found nothing about this in the document.",
)
ASK_BUTTON = Text(zh="💬 提问", en="💬 Ask")
WHAT_TO_KNOW = Text(zh="想问这份文档什么？", en="What would you like to know about this document?")
WHAT_TO_KNOW_IN_GROUP = Text(
    zh="{name}，想问这份文档什么？请回复这条消息。",
    en="{name}, what would you like to know about this document? Please reply to this message.",
)
WHAT_TO_KNOW_ANONYMOUSLY = Text(
    zh="想问这份文档什么？请回复这条消息。",
    en="What would you like to know about this document? Please reply to this message.",
)
NO_LONGER_KEPT = Text(
    zh="这份文档我已经不保留了，请再发一次。",
    en="I no longer keep this document. Please send it again.",
)

UNNAMED = Text(zh="文件", en="the file")

PROBLEMS: dict[DocumentProblem, Text] = {
    DocumentProblem.PASSWORD: Text(
        zh="《{name}》设了密码，请去掉密码后再发一次。",
        en="“{name}” is protected by a password. Please remove it and send the file again.",
    ),
    DocumentProblem.NO_TEXT_LAYER: Text(
        zh="《{name}》是扫描件，里面没有可以读取的文字，请先做文字识别（OCR）再发。",
        en="“{name}” is a scan without readable text. Please run text recognition (OCR) on it first.",
    ),
    DocumentProblem.NO_LETTERS: Text(
        zh="《{name}》的字体没有说明各个字形是什么字，读出来全是乱码。请发原来的文档（如 Word），或先做文字识别（OCR）。",
        en="The fonts of “{name}” don't say which letters they draw, so its text comes out as nonsense. Please send the original (such as Word), or run text recognition (OCR) on it first.",
    ),
    DocumentProblem.UNREAD_PAGES: Text(
        zh="《{name}》第 {pages} 页读不出来：字体没有说明各个字形是什么字。",
        en="I could not read these pages of “{name}”: {pages}. Their fonts don't say which letters they draw.",
    ),
    DocumentProblem.TOO_LARGE: Text(
        zh="《{name}》太大了（最多 20 MB、3000 页、300 万字），请拆开后分几次发。",
        en="“{name}” is too large (at most 20 MB, 3000 pages and 3 million characters). Please split it.",
    ),
    DocumentProblem.TOO_MANY_PARTS: Text(
        zh="《{name}》太长了：模型要分约 {parts} 段读，一份最多 {limit} 段。请拆开后分几次发。",
        en="“{name}” is too long: the model would read it in about {parts} parts, and {limit} is the limit. Please split it.",
    ),
    DocumentProblem.TOO_MANY: Text(
        zh="《{name}》没有读：一次最多读 {limit} 份。",
        en="I didn't read “{name}”: I read at most {limit} documents at once.",
    ),
    DocumentProblem.TOO_HEAVY: Text(
        zh="读《{name}》要用的内存超出了安全限制，它可能已损坏，请另存一份或拆小后再发。",
        en="Reading “{name}” takes more memory than is safe. It may be damaged; please save a new copy or split it.",
    ),
    DocumentProblem.TIMEOUT: Text(
        zh="《{name}》太复杂，20 秒的计算时间内没能读完，请拆小或另存为纯文本后再发。",
        en="“{name}” is too complex: reading it takes over 20 seconds of computing. Please split it or save it as plain text.",
    ),
    DocumentProblem.IMAGE: Text(
        zh="《{name}》是图片，我只能读文字，请发 PDF、Word 或文本文件。",
        en="“{name}” is a picture, and I can only read text. Please send a PDF, Word or text file.",
    ),
    DocumentProblem.MEDIA: Text(
        zh="《{name}》是音频或视频，我只能读文字，请发 PDF、Word 或文本文件。",
        en="“{name}” is audio or video, and I can only read text. Please send a PDF, Word or text file.",
    ),
    DocumentProblem.ARCHIVE: Text(
        zh="《{name}》这种压缩包我打不开，请解压后把里面的文档发来，或改用 ZIP。",
        en="I can't open this kind of archive (“{name}”). Please send the documents inside, or use ZIP.",
    ),
    DocumentProblem.NESTED_ARCHIVE: Text(
        zh="《{name}》是压缩包里的压缩包，我不再往里拆，请单独发来。",
        en="“{name}” is an archive inside an archive, which I don't unpack. Please send it by itself.",
    ),
    DocumentProblem.BINARY: Text(
        zh="《{name}》不是文档，像是程序或二进制数据，请发 PDF、Word 或文本文件。",
        en="“{name}” isn't a document; it looks like a program or binary data. Please send a PDF, Word or text file.",
    ),
    DocumentProblem.UNSUPPORTED: Text(
        zh="《{name}》的格式我还不会读，请另存为 PDF、DOCX 或 TXT 再发。",
        en="I can't read the format of “{name}” yet. Please save it as PDF, DOCX or TXT.",
    ),
    DocumentProblem.DAMAGED: Text(
        zh="《{name}》已损坏，打不开，请重新导出后再发一次。",
        en="“{name}” is damaged and can't be opened. Please export it again and resend it.",
    ),
    DocumentProblem.EMPTY: Text(
        zh="《{name}》里没有文字，请看看是不是发错了文件。",
        en="There is no text in “{name}”. Please check that it is the right file.",
    ),
    DocumentProblem.INTERNAL: Text(
        zh="《{name}》没能读出来，是我这边出了问题，已记录，请换一种格式试试。",
        en="I couldn't read “{name}”. That's my fault, and it has been logged. Please try another format.",
    ),
    DocumentProblem.LINK_INVALID: Text(
        zh="{name} 的这个链接不对，里面有网址不能有的字符，请检查一下再发。",
        en="That link to {name} isn't valid: it has characters that no address can have. Please check it.",
    ),
    DocumentProblem.LINK_FORBIDDEN: Text(
        zh="{name} 不是公开的网址，我只打开互联网上的 http 和 https 链接。",
        en="{name} isn't a public address. I only open http and https links on the internet.",
    ),
    DocumentProblem.LINK_UNREACHABLE: Text(
        zh="{name} 打不开，请检查链接，或者把内容直接发给我。",
        en="I can't open {name}. Please check the link, or send me the content itself.",
    ),
    DocumentProblem.LINK_REFUSED: Text(
        zh="{name} 没有把内容交给我（HTTP {status}），请把内容直接发来。",
        en="{name} didn't give me the page (HTTP {status}). Please send me the content itself.",
    ),
    DocumentProblem.LINK_TIMEOUT: Text(
        zh="{name} 太慢了，20 秒内没有下载完，请稍后再试或把内容直接发来。",
        en="{name} is too slow: I couldn't download it within 20 seconds. Please try again later, or send me the content itself.",
    ),
    DocumentProblem.LINK_TOO_LARGE: Text(
        zh="{name} 上的这个文件超过 20 MB，请换一个小一点的。",
        en="The file at {name} is larger than 20 MB. Please choose a smaller one.",
    ),
    DocumentProblem.LINK_TYPE: Text(
        zh="{name} 上的不是网页也不是文档（{type}），我读不了。",
        en="What I found at {name} is neither a web page nor a document ({type}), so I can't read it.",
    ),
}
