"""Patterns for what people say around a move, instead of a move, and in ordinary chat.

Chinese patterns are matched against the Chinese characters of a message only, in simplified form.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Literal

Intent = Literal["hint", "skip", "give_up", "stuck"]
"""Stuck: the person says that they cannot go on, which is not yet the wish to end the game."""

_LEAD_INS = (
    "我接 我来接 我来 我出 我说 我答 我猜 我选 我用 我的是 我的答案是 我 接 来 那我 那就 那 就 嗯 呃 额 啊 哦 噢 诶 "
    "好 好的 好吧 好嘞 有了 有啦 知道了 我知道 我知道了 想到了 我想到了 想到一个 我想到一个 答案是 答案 我觉得是 应该是 是 看我的 看我 试试 "
    "我试试 试一下 该我了 到我了 轮到我了 轮到我 该我 回答 哈 嘿 呵 嘻 接龙 成语接龙 下一个 接着 接下来 继续 让我来 让我想想 我想想 想想 来了 等等 等一下 "
    "简单 太简单了 这个简单 容易 不难 抢答 抢 首先 先来 先来个 来个 来一个 接个 接一个 出个 出 这个 必须是 那必须 当然是 肯定是 "
    "哎呀 哇 嘿嘿 我也来 我也接 我也来一个 冲 开始 起手 开局 对不起 抱歉 不好意思 机器人 小助手"
)
_AFTER_MOVE = (
    "吧 啊 呀 啦 了 哈 嘿 呵 嘻 嘛 哦 噢 喽 咯 耶 哒 哟 呗 嗯 好了 就这个 就是它 就它了 该你了 该你 到你了 到你 轮到你了 轮到你 换你了 换你 你接 "
    "请接 请接招 接招 接 接吧 接着接 继续 来吧 看你的 看你的了 请 你来 你来吧 下一个 下一位 下家 如何 没问题 哎 唉 搞定 谢谢 完美 我接完了 我赢了 "
    "机器人 怎么接 看你怎么接 看你怎么办 简单 太简单了 这个简单 算一个 可以的 可以 对 没错 行 成语 这个 你输了 你输定了 服不服 厉害吧 嘿嘿 冲 "
    "轮到谁 轮到谁了 我觉得 来战 不服来战 到你们 到你们了 该谁 该谁了 下一个谁 你们接 你们来 大概 哭了 笑死"
)
_LATIN_FILLER_WORDS = (
    "ok okay lol haha hahaha hh hhh hhhh emm emmm emmmm yes well um hmm xd go i play say my turn "
    "answer is the bot your next easy try how about so and then let me"
)
_LATIN_FILLERS = frozenset(_LATIN_FILLER_WORDS.split())

_PRE = "(?:我|我们|那|想|要|想要|完全|太难了?|好难|没办法|那就|好吧|好|唉|哎|啊|呜|算了|这次|这题|这个|真的?|实在|还是|已经|先|可以|能|能不能|请|求助?|快)*"
_POST = "(?:了|啦|吧|啊|呀|哦|嘛|呗|哈|唉|呜|一下|可以|行|吗|谢谢|好|不|没)*"
_HINT = (
    "(?:给|来|要|有|求|想要|需要)?(?:我|咱)?(?:点|个|一个|些|一点|没有)?提示(?:下|一下|我|一个|点|语)?"
    "|(?:我)?(?:需要|想要|要)提示|求助"
)
_SKIP = "跳过(?:这个|这题|这轮|它)?|(?:换一?个成语|换成语|换一?个词|换个题|换一?题)"
_GIVE_UP = "认输|投降|弃权|放弃|输|甘拜下风|退出(?:游戏|接龙|本局|这局)?|(?:结束|停止|终止)(?:游戏|接龙|本局|这局)"
_STUCK = "接不[上下出](?:来|去)?|想不(?:出|到)(?:来)?|不会接|没法接|接不动"
_HINT_TO_BOT = (
    "不知道(?:该|要|应该)?(?:怎么接|接什么|接啥)?|没思路|没头绪|帮帮?我|救命|帮个忙|怎么接|接什么|该接什么|答案|告诉我答案|不会|卡住|卡壳|给?(?:我)?(?:一?点)?线索"
    "|帮我想(?:一?个)?|支个?招|求救|求教|求解|教教我|不懂"
)
_SKIP_TO_BOT = "换个简单的|过|下一?个|下一题|换一?个|换"
_GIVE_UP_TO_BOT = (
    "结束|停止|终止|停|你赢|算你赢|不来|玩不过你|不接|(?:不想|不要|不再|先不|不)玩(?:儿|这个)?|不奉陪|玩(?:够|腻|累)|(?:先|我先)?(?:撤|溜|闪)"
    "|溜了溜|下线|离开|退|离场|收工|散|告辞|到此为止|(?:今天|就|先|那就)*到这(?:里|儿)?(?:结束)?|(?:下次|改天|回头|明天)再(?:玩|来|战)|服"
)
_STUCK_TO_BOT = "没词|没招|不行"

_QUESTION = re.compile(
    "[吗么呢]$|什么|怎么|为啥|为何|哪[个里些儿]?|谁|是不是|能不能|可不可以|有没有|几个|多少|造句|意思|解释|规则|出自|典故|读音|怎样"
)
_CHAT_WORDS = re.compile(
    "[你我他她它咱们吗呢啥谁哪]|今天|明天|昨天|后天|现在|刚才|待会|一会儿|一起|这个|那个|这里|那里|知道|觉得|喜欢|哈哈|呵呵|嘿嘿|嘻嘻"
    "|谢谢|再见|晚安|早安|早上|中午|晚上|下午|上午|周末|好的|不要|没有|可以|不能|不会|不是|吃饭|睡觉|上班|下班|起床|开会|收到|辛苦|加油"
    "|厉害|可爱|红包|老师|老板|同学|图片|视频|链接|天气|下雨|电影|手机|电脑|游戏|快递|外卖|奶茶|咖啡|火锅|地铁|公司|学校|作业|考试|比赛|球场"
    "|如何|最近|心情|重新|再来|一局|接龙|规则|开始|笑话|故事|推荐|翻译|介绍|总结|解释|告诉|首歌|首诗|报名|请问|[了的吧啊呀哦嘛啦过着]$|^[好嗯哦啊写唱讲帮教给请查搜问]"
)
_EVERYDAY_IDIOMS = (
    "恭喜发财 恭贺新禧 一言为定 谢天谢地 万事如意 岂有此理 年年有余 心想事成 一路平安 一路顺风 早生贵子 大吉大利 马到成功 旗开得胜 "
    "原来如此 不好意思 百年好合 生意兴隆 步步高升 无论如何 总而言之 名不虚传 不得不说"
)
EVERYDAY_IDIOMS = frozenset(_EVERYDAY_IDIOMS.split())
"""Idioms used in everyday conversation: in a group, alone, they are chat and not wrong moves."""

_ABOUT_IDIOM = re.compile(
    "[他她它谁们别]|[这那此]个?人|词|成语|意思|形容|真是|叫做|就是|所谓|翻译|解释|造句"
)
_POLITE = re.compile(" (?:please|plz|pls)$")
_MAX_REMARK = 6
_PARTICLES = "吧啊呀啦了哈嘿嘻嘛哦噢喽咯耶哒哟呗嗯"


def _tag_questions() -> Iterator[str]:
    """Questions whether the idiom before them counts, or who goes on."""
    for this, what, end in product(("这个", ""), ("算", "行", "可以"), ("吗", "吧", "么", "")):
        yield from (f"{this}{what}{or_not}{end}" for or_not in ("", f"不{what}", "数"))
    for nxt, may, end in product(
        ("下面", "下一个", ""), ("来", "能", "会", "敢", ""), ("得上", "下去", "招", "")
    ):
        yield f"{nxt}谁{may}接{end}"


def _intent_patterns(anywhere: str, to_bot: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The whole message in any chat, and the looser form that counts only where the bot is addressed."""
    return re.compile(f"{_PRE}(?:{anywhere}){_POST}"), re.compile(f"{_PRE}(?:{to_bot}){_POST}")


_LEAD_IN_WORDS = frozenset(_LEAD_INS.split())
_FILLER_WORDS = frozenset((*_LEAD_IN_WORDS, *_AFTER_MOVE.split(), *_tag_questions()))
_LONGEST_FILLER = max(map(len, _FILLER_WORDS))
_INTENTS: dict[Intent, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "hint": _intent_patterns(_HINT, _HINT_TO_BOT),
    "skip": _intent_patterns(_SKIP, _SKIP_TO_BOT),
    "give_up": _intent_patterns(_GIVE_UP, _GIVE_UP_TO_BOT),
    "stuck": _intent_patterns(_STUCK, _STUCK_TO_BOT),
}
_LATIN_PHRASES: dict[Intent, tuple[str, ...]] = {
    "hint": ("hint", "a hint", "give me a hint", "help me", "no idea", "i don t know"),
    "skip": ("skip", "pass"),
    "give_up": ("give up", "giveup", "i give up", "i lose", "gg", "quit", "i quit", "exit"),
}
_LATIN_INTENTS = {phrase: intent for intent, said in _LATIN_PHRASES.items() for phrase in said}


def is_lead_in(han: str) -> bool:
    """Is it nothing but words that people say before a move?"""
    return _is_made_of(han, _LEAD_IN_WORDS)


def is_filler(han: str) -> bool:
    """Is it nothing but words that people say around moves?"""
    return _is_made_of(han, _FILLER_WORDS)


def _is_made_of(han: str, words: frozenset[str]) -> bool:
    """Is it nothing but these words, one after the other?

    In linear time: for a regular expression each way to divide "嘿嘿嘿嘿…" into 嘿 and 嘿嘿 is another
    one to try, which took hours for 48 characters.
    """
    ends, reached = [0], {0}
    while ends:
        begin = ends.pop()
        if begin == len(han):
            return True
        for end in range(begin + 1, min(len(han), begin + _LONGEST_FILLER) + 1):
            if end not in reached and han[begin:end] in words:
                reached.add(end)
                ends.append(end)
    return False


def is_latin_filler(words: list[str]) -> bool:
    """Do the Latin words mean nothing for the game?"""
    return all(word in _LATIN_FILLERS or len(word) == 1 for word in words)


def read_intent(clauses: list[str], latin: str, *, addressed: bool) -> Intent | None:
    """What the message asks for, alone or beside a short remark; None if none of the intents.

    Where the bot is addressed, looser words count ("不会了", "过").
    """
    if not clauses:
        return _LATIN_INTENTS.get(_POLITE.sub("", latin))
    han = "".join(clauses)
    whole = _intent_of(han, addressed=addressed)
    if latin and whole != _LATIN_INTENTS.get(latin):
        whole = None
    if whole or latin or is_question(han) or len(clauses) == 1:
        return whole
    shortest = 2 if addressed else 3
    for clause in reversed(clauses):
        intent = _intent_of(clause, addressed=addressed) if len(clause) >= shortest else None
        if intent and len(han) - len(clause) <= _MAX_REMARK:
            return intent
    return None


def _intent_of(han: str, *, addressed: bool) -> Intent | None:
    if is_said_twice(han):
        han = han[: len(han) // 2]
    for intent, (anywhere, to_bot) in _INTENTS.items():
        if anywhere.fullmatch(han) or (addressed and to_bot.fullmatch(han)):
            return intent
    return None


def is_intent(word: str) -> bool:
    """Is it a word that asks for something in a game, like the name of a command?"""
    return word in _LATIN_INTENTS or _intent_of(word, addressed=False) is not None


def without_particles(han: str) -> str:
    """Without the particles that people put behind a move (吧, 啊, 了)."""
    return han.rstrip(_PARTICLES)


def is_said_twice(han: str) -> bool:
    """Is it a repetition, as people use in chat (谢谢谢谢)?"""
    half = len(han) // 2
    return half >= 2 and han[:half] == han[half:]


def is_about_idiom(rest: str) -> bool:
    """Does the text beside an idiom comment on it, or on somebody?"""
    return bool(_ABOUT_IDIOM.search(rest))


def is_question(han: str) -> bool:
    """Is it a question, by its words?"""
    return bool(_QUESTION.search(han))


def has_chat_words(han: str) -> bool:
    """Are there words of ordinary chat in it?"""
    return bool(_CHAT_WORDS.search(han))
