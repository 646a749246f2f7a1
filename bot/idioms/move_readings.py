"""Shorter readings of a message, without what people write around a move in sentences of their own.

A tag ("…，对吧？"), a gloss ("…（多此一举的意思）"), the bot's line quoted before the move, a correction
("不对，我接的是…"), a clause with a colon ("想到一个：…"). A reading is only a candidate: the judge takes
it for a move if nothing but an idiom, and the words around idioms, is left in it.
All functions work on folded, lower-case text.
"""

import re
from collections.abc import Iterator

from bot.idioms.normalise import HAN

_TAG_WORDS = (
    "对[吧吗么嘛]|对不对|没错[吧吗]|[是行成好算][吧吗么嘛]|可以[吧吗么嘛不]|是不是|行不行|成不成|算不算|好不好|可不可以|算数[吧吗]"
    "|没问题[吧吗]|没毛病[吧吗]?|能接[吧吗]|接得上[吧吗]|怎么样|怎样|如何|你说呢|ok[吧吗]?|okay|right|correct|is (?:that|it) (?:ok|right)|does (?:that|it) count"
    "|吧(?=[^\\w]*[?])"
)
_TAG = re.compile(
    rf"(?<![^\w])[^\w]*+(?:(?:这个|这样|这|那|应该|总|也|还|我)*(?:{_TAG_WORDS})[啊呀呢哈]?[^\w]*+)+$"
)
"""Begins only where a run of blanks and signs does, else many of them would take quadratic time."""
_BRACKETS = re.compile(
    r"\([^()?]*\)|\[[^\[\]?]*\]|【[^【】?]*】|\{[^{}?]*\}|〔[^〔〕?]*〕|〖[^〖〗?]*〗|\([^()?]*$"
)
_GLOSS_WORDS = (
    "意思(?:就?是|指|:)|意为|意指|意即|释义|解释(?:是|为|:)?|比喻|形容|用来形容|用于|出自|语出|典出|源自|多指|泛指|原指|原意|本义|指的?是|指"
    "|表示|说的是|就是说|也就是|即|=|近义词?|同义词?|成语解释|英文|寓意|典故"
)
_GLOSS = re.compile(
    rf"(?<=[{HAN}])[,:;。!~—=\-–→/|\s]+(?:(?:{_GLOSS_WORDS})[^?]*|[^?]{{1,24}}的意思[^\w?]*)$"
)
_ABOUT_SOMEBODY = re.compile("[他她谁你]")

_QUOTED_LINE = re.compile(r"^\s*(?:>|&gt;|\|).*$", re.MULTILINE)
_BOT_PROMPT = re.compile(
    r".*(?:该接|next:|we need|starting with)\s*「[^」]*」(?:\s*\([^)]*\))?"
    r"(?:\s*(?:了|开头的吧))?(?:[\s,.。]*(?:同音字也行|或同音字|or any character with the same sound))?[\s.。,!」]*",
    re.DOTALL,
)

_MISTAKEN = (
    "不对|不是|错了|(?:打|写|说|发|输|搞|看|接|弄)错(?:了|字了)?|(?:打|写)了?个?错字|手误|手滑|手快|口误|笔误|(?:更正|纠正|修正|修改|改)(?:一下|下)?"
    "|重来|重新来|撤回|说反了|记错了?|no|oops|wait|sorry|i mean"
)
_CORRECTION = re.compile(
    rf"^[^\w]*(?:(?:哎呀?|啊|哦|呃|额|喔|噢|嗯|等等|等一?下|抱歉|不好意思|对不起|刚才那?个?|刚刚|上一?个|上面那?个?|我)[^\w]*){{0,4}}"
    rf"(?:[{HAN}]{{2,5}}[^\w]*)?"
    rf"(?:(?:我|刚才|刚刚|是|又){{0,3}}(?:{_MISTAKEN})(?:了|啦|哈|的|啊|呀|吧){{0,3}}(?:[^\w]+|(?=应该|我|是|改|换)))+"
)
_NOT_BUT = re.compile(
    rf"^[^\w]*(?:不对[^\w]*)?(?:我接的)?不是[{HAN}]{{2,8}}[^\w]+(?:而)?(?:应该)?是"
)
_ANNOUNCED = re.compile(
    "^[^\\w]*(?:(?:我|刚才|刚刚|其实|本来|原本|是|想|要|打算|准备|应该)*(?:接|说|出|答|选|打|写|发|玩|用|讲|回)的?(?:应该)?[是:]"
    "|(?:应该|其实|答案)?是|我?(?:想|要)?(?:改成|换成|改为|改|换)|我(?:的|接)|应该(?:接|说|回))[^\\w]*"
)
_PLAYED_WAS = re.compile(
    "^[^\\w]*(?:我(?:刚才|刚刚|这次)?(?:想|要)?(?:接|说|出|答|选|打|写|发|回)的(?:成语|词)?(?:应该)?是"
    "|我?(?:想|要)?(?:改成|换成|改为))"
)

_MAX_INTRODUCTION = 16
_INTRODUCES = re.compile(
    "[我接答出来选就]|想到|轮到|该|下一|听好|看招|成语|有了|有啦|bot|机器人|my|play|answer"
)
_OTHER_SUBJECT = re.compile(
    "翻译|解释|造句|意思|查|说明|介绍|例如|比如|[写画讲问他她谁用]|读音|近义|反义|故事|别人|大家|我们|咱|老师|老板|题|歌|书|电影|转发"
    "|通知|报名|名单|喜欢|最|如何|怎么|什么|关于|口号|提示|分享"
)


def without_tag(text: str) -> str:
    """Without a question at the end whether the idiom counts.

    >>> without_tag("足智多谋,对吧?")
    '足智多谋'
    """
    return _TAG.sub("", text)


def without_gloss(text: str) -> str:
    r"""Without an explanation in brackets, or one that is set off and begins like one.

    >>> without_gloss("足智多谋(很聪明的意思)"), without_gloss("足智多谋\n形容有计谋")
    ('足智多谋 ', '足智多谋')
    """
    bare = _BRACKETS.sub(" ", text)
    if not re.search(f"[{HAN}]", bare):
        bare = text
    found = _GLOSS.search(bare)
    if found and not _ABOUT_SOMEBODY.search(found[0]):
        bare = bare[: found.start()]
    return bare


def without_quotation(text: str, last: str | None) -> str:
    """What follows the bot's line, or the idiom to continue from, where that was copied."""
    rest = _BOT_PROMPT.sub("", _QUOTED_LINE.sub("", text), count=1)
    return rest.rpartition(last)[2] if last and last in rest else rest


def endings(text: str) -> Iterator[str]:
    """What follows a correction, the words "what I played is", or the colon of a clause about it."""
    for pattern in (_NOT_BUT, _CORRECTION):
        corrected = pattern.match(text)
        if corrected:
            rest = text[corrected.end() :]
            yield rest
            yield _ANNOUNCED.sub("", rest, count=1)
    announced = _PLAYED_WAS.match(text)
    if announced:
        yield text[announced.end() :]
    before, colon, after = text.rpartition(":")
    if colon and _introduces_move(before):
        yield after


def _introduces_move(text: str) -> bool:
    return (
        len(text) <= _MAX_INTRODUCTION * 2
        and bool(_INTRODUCES.search(text[-_MAX_INTRODUCTION:]))
        and not _OTHER_SUBJECT.search(text)
    )
