"""Why a document or a link cannot be read, and what to do about it; `{name}` is the file or host."""

from bot.models.document import DocumentProblem
from bot.texts import Text

UNNAMED = Text(zh="文件", en="the file")

PROBLEMS: dict[DocumentProblem, Text] = {
    DocumentProblem.PASSWORD: Text(
        zh="《{name}》设了密码，请去掉密码后再发一次。",
        en="“{name}” is protected by a password; please remove it and send the file again.",
    ),
    DocumentProblem.NO_TEXT_LAYER: Text(
        zh="《{name}》是扫描件，里面没有可以读取的文字，请先做文字识别（OCR）再发。",
        en="“{name}” is a scan without any text in it; please run text recognition (OCR) first.",
    ),
    DocumentProblem.TOO_LARGE: Text(
        zh="《{name}》太大了（最多 20 MB、3000 页、300 万字），请拆开后分几次发。",
        en="“{name}” is too large (at most 20 MB, 3000 pages, 3 million characters); please split it.",
    ),
    DocumentProblem.TOO_HEAVY: Text(
        zh="读《{name}》要用的内存超出了安全限制，它可能已损坏，请另存一份或拆小后再发。",
        en="Reading “{name}” takes more memory than is safe; it may be damaged, so please save it anew or split it.",
    ),
    DocumentProblem.TIMEOUT: Text(
        zh="《{name}》太复杂，半分钟内没能读完，请拆小或另存为纯文本后再发。",
        en="“{name}” is too complex to be read within half a minute; please split it or save it as plain text.",
    ),
    DocumentProblem.IMAGE: Text(
        zh="《{name}》是图片，我只能读文字，请发 PDF、Word 或文本文件。",
        en="“{name}” is a picture and I can only read text; please send a PDF, Word or text file.",
    ),
    DocumentProblem.MEDIA: Text(
        zh="《{name}》是音频或视频，我只能读文字，请发 PDF、Word 或文本文件。",
        en="“{name}” is audio or video and I can only read text; please send a PDF, Word or text file.",
    ),
    DocumentProblem.ARCHIVE: Text(
        zh="《{name}》是压缩包，请解压后把里面的文档单独发来。",
        en="“{name}” is an archive; please unpack it and send the document inside.",
    ),
    DocumentProblem.BINARY: Text(
        zh="《{name}》不是文档，像是程序或二进制数据，请发 PDF、Word 或文本文件。",
        en="“{name}” is no document but a program or binary data; please send a PDF, Word or text file.",
    ),
    DocumentProblem.UNSUPPORTED: Text(
        zh="《{name}》的格式我还不会读，请另存为 PDF、DOCX 或 TXT 再发。",
        en="I cannot read the format of “{name}” yet; please save it as PDF, DOCX or TXT.",
    ),
    DocumentProblem.DAMAGED: Text(
        zh="《{name}》已损坏，打不开，请重新导出后再发一次。",
        en="“{name}” is damaged and cannot be opened; please export it again and resend it.",
    ),
    DocumentProblem.EMPTY: Text(
        zh="《{name}》里没有文字，请看看是不是发错了文件。",
        en="“{name}” has no text in it; please check whether it is the right file.",
    ),
    DocumentProblem.INTERNAL: Text(
        zh="《{name}》没能读出来，是我这边出了问题，已记录，请换一种格式试试。",
        en="“{name}” could not be read, which is my fault and has been logged; please try another format.",
    ),
    DocumentProblem.LINK_FORBIDDEN: Text(
        zh="{name} 不是公开的网址，我只打开互联网上的 http 和 https 链接。",
        en="{name} is no public address; I only open http and https links on the internet.",
    ),
    DocumentProblem.LINK_UNREACHABLE: Text(
        zh="{name} 打不开，请检查链接，或者把内容直接发给我。",
        en="{name} cannot be reached; please check the link or send me the content itself.",
    ),
    DocumentProblem.LINK_REFUSED: Text(
        zh="{name} 没有把内容交给我（HTTP {status}），请把内容直接发来。",
        en="{name} did not hand over the page (HTTP {status}); please send me the content itself.",
    ),
    DocumentProblem.LINK_TIMEOUT: Text(
        zh="{name} 太慢了，20 秒内没有下载完，请稍后再试或把内容直接发来。",
        en="{name} is too slow: 20 seconds were not enough; please try later or send the content itself.",
    ),
    DocumentProblem.LINK_TOO_LARGE: Text(
        zh="{name} 上的这个文件超过 20 MB，请换一个小一点的。",
        en="The file at {name} is over 20 MB; please choose a smaller one.",
    ),
    DocumentProblem.LINK_TYPE: Text(
        zh="{name} 上的不是网页也不是文档（{type}），我读不了。",
        en="What lies at {name} is neither a page nor a document ({type}), so I cannot read it.",
    ),
}
