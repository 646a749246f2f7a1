"""What a message is about: the function that a question is about, and what needs no object."""

import re
from typing import Literal

from bot.commands.intent.tokens import tokenise
from bot.moderation.text_normaliser import normalise

Topic = Literal["greeting", "idiom", "ask", "summarize", "post", "memory", "quota", "group"]
"""A function that can be explained, or a greeting that is answered."""

_READ_CHARS = 120
_GREETING = re.compile(r"[dypQ,./]*g[gdypQ,./]*")
_TOPIC_OF_COMMAND: dict[str, Topic] = {
    "/idiom": "idiom",
    "/ask": "ask",
    "/stop": "ask",
    "/summarize": "summarize",
    "/post": "post",
    "/mypost": "post",
    "/reset": "memory",
    "/forget": "memory",
    "/quota": "quota",
}
_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    ("post", re.compile("投|稿|发布|发表|频道|审核|publish|post|submit|review")),
    ("idiom", re.compile("接龙|成语|游戏|idiom|chengyu|jielong|\\bplay")),
    ("memory", re.compile("删|忘|记忆|记住|记得|清空|聊天记录|隐私|forget|memory|reset|remember")),
    ("quota", re.compile("额度|次数|用量|收费|要钱|免费|quota|limit|free|cost")),
    ("group", re.compile("拉进|拉到|加到群|进群|加群|add you|group")),
    ("ask", re.compile("停|stop")),
    ("summarize", re.compile("总结|摘要|概括|文件|文档|链接|网页|pdf|ppt|word|summar|file|document|link")),
    ("ask", re.compile("提问|问题|回答|question")),
)  # fmt: skip


def topic_of(text: str) -> Topic | None:
    """The function that a question is about.

    >>> topic_of("投稿要审核吗")
    'post'
    """
    tokens = tokenise(text[:_READ_CHARS])
    if _GREETING.fullmatch(tokens.kinds):
        return "greeting"
    for token in tokens.tokens:
        command = tokens.plain[token.start : token.end]
        if token.kind == "C" and command in _TOPIC_OF_COMMAND:
            return _TOPIC_OF_COMMAND[command]
    return next((topic for topic, words in _TOPICS if words.search(tokens.plain)), None)


_TALK = re.compile(
    r"大家.{0,6}(?:聊|说|讲|谈)|错过了?(?:什么|啥|哪些)|\d 条(?:消息|聊天|发言|记录)|\d条(?:消息|聊天|发言|记录)"
    r"|did (?:i|we) miss|(?:people|everyone|everybody|you all|they) (?:talk|say|said|discuss|chat)"
    r"|\d messages|today's (?:chat|discussion|messages)"
)


def is_about_chat(text: str) -> bool:
    """Is it about what others said in the chat?

    >>> [is_about_chat(text) for text in ("总结一下今天群里聊了什么", "我错过了什么", "总结一下这篇文章")]
    [True, True, False]
    """
    if len(text) > _READ_CHARS:
        return False
    tokens = tokenise(text)
    return "T" in tokens.kinds or bool(_TALK.search(tokens.plain))


_OWN_TALK = re.compile(
    r"(?!.*(?:群|大家|别人|他们|她们))"
    r"(?:.*[我你咱]们?(?:俩|两个)?(?:刚才|刚刚|刚|之前|上次|前面)?都?(?:聊|说|讲|问|谈)[了过到]?.{0,2}(?:什么|啥|哪)"
    r"|(?:刚才|刚刚|之前|上面|前面)都?(?:聊|说|讲|谈)[了过到]?.{0,2}(?:什么|啥|哪)"
    r"|.*what (?:did|have|were) (?:we|i|you) (?:just |been )?(?:talk|ask|sa[iy]|discuss))",
    re.IGNORECASE,
)


def is_about_own_talk(text: str) -> bool:
    """Is it about what the person and the bot said to each other? Asked where nobody else is.

    >>> [is_about_own_talk(text) for text in ("刚才说了什么", "我们聊了什么？", "今天群里聊了什么")]
    [True, True, False]
    """
    return _OWN_TALK.match(text[:_READ_CHARS]) is not None


_WHAT_GAME_IS = re.compile(
    r"\W*(?:什么是|啥是|what(?:'s|’s| is| are) (?:an? |the )?)(?:成语接龙|接龙|idiom (?:chain|game|solitaire)|chengyu jielong)"
    r"|\W*(?:成语接龙|接龙)(?:游戏)?(?:是什么|是啥|是个啥)",
    re.IGNORECASE,
)


def asks_what_game_is(text: str) -> bool:
    """Is it a question what 成语接龙 is, and no wish to play?

    >>> asks_what_game_is("what is 成语接龙?"), asks_what_game_is("玩成语接龙")
    (True, False)
    """
    return _WHAT_GAME_IS.match(text[:_READ_CHARS]) is not None


_ASKED = re.compile("(?!.*[SKGPDX])[^f]*f")


def has_question_word(text: str) -> bool:
    """Does it ask something, where what it is about is known: 帮我看看工资多少?"""
    return bool(_ASKED.match(tokenise(text[:_READ_CHARS]).kinds))


_GAME_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("每日", re.compile("每日一题|daily puzzle")),
    (
        "我的",
        re.compile("我的(?:接龙|成语)?(?:战绩|纪录|记录|积分)|my (?:idiom )?(?:records?|score)"),
    ),
    ("提示", re.compile("提示|hint")),
    ("排行", re.compile("排行|排名|第几|第一|榜|积分|分数|rank|leaderboard")),
    ("规则", re.compile("规则|规矩|玩法|怎么玩|咋玩|rule|how to play")),
)


_GAME_NAMES = re.compile(
    r"\W*我?[要想]?[来做玩看查]{0,2}(?:一下)?"
    r"(?:(?:今天的?)?(?:成语)?每日一题|我的(?:(?:接龙|成语)?(?:战绩|纪录)|(?:接龙|成语)(?:记录|积分))"
    r"|(?:接龙|成语)?(?:排行榜|积分榜))(?:吧|呢|呀)?\W*"
    r"|\W*(?:我们?|咱们?)?(?:想|要|一起|来)*玩(?:个|一?[局把盘]|一?会儿?)?(?:小?游戏)?(?:吧|呢|呀|啊)?\W*"
    r"|\W*(?:the )?(?:daily puzzle|leaderboard)\W*|\W*my idiom (?:records?|score)\W*"
    r"|\W*(?:(?:let.?s|let us|let me|i want to|can we|i'd like to) )?play(?: (?:a|the|an idiom) game)?(?: (?:now|please))?\W*",
    re.IGNORECASE,
)


def names_part_of_game(text: str) -> bool:
    """Is the whole text the name of something that the game has (每日一题, 我的战绩, 排行榜), or "let's play"?

    >>> names_part_of_game("来做今天的每日一题"), names_part_of_game("每日一题是什么")
    (True, False)
    """
    return _GAME_NAMES.fullmatch(text[:_READ_CHARS]) is not None


def game_subcommand(text: str) -> str:
    """What of the game is asked for, as the word after /idiom; empty: to play."""
    plain = tokenise(text[:_READ_CHARS]).plain
    return next((word for word, asked in _GAME_WORDS if asked.search(plain)), "")


_CANCEL = "算了 不了 不用 不用了 不要了 取消 没事 没事了 不投了 不发了 不总结了 那就算了 算啦 cancel nevermind stop"
_WAIT = "好 好的 嗯 嗯嗯 行 可以 ok okay 等等 等一下 等下 等会 稍等 稍等一下 马上 马上来 马上发 没问题 wait"
_CANCELS = frozenset((*_CANCEL.split(), "never mind", "forget it"))
_WAITS = frozenset((*_WAIT.split(), "one moment", "just a moment", "just a second"))
_PARTICLES = "吧啊呀哦哈啦谢,.。!~ \n"


def is_cancel(text: str) -> bool:
    """算了: nothing more is wanted."""
    return _is_one_of(text, _CANCELS)


def is_wait(text: str) -> bool:
    """好的，稍等: what was asked for comes later."""
    return _is_one_of(text, _WAITS)


def _is_one_of(text: str, phrases: frozenset[str]) -> bool:
    """Is it nothing but these, with particles around them?"""
    plain = normalise(text[:_READ_CHARS]).text
    said = [part.strip(_PARTICLES) for part in re.split("[,。!~\n]", plain)]
    return any(said) and all(part in phrases for part in said if part)
