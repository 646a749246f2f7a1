"""Routes free text by regular expressions, for a bot without a model."""

import re

from bot.models.llm import Destination

_RULES: tuple[tuple[Destination, re.Pattern[str]], ...] = (
    (
        "idiom",
        re.compile(
            r"(玩|来|开|继续|接着|想|再|陪|一起|开始).{0,8}接龙|接龙(吧|走起|开始|呗|来)|^(成语)?接龙[！!。~]*$"
            r"|\b(play|start|begin|continue)\b.{0,24}\b(idiom|chengyu|接龙)|idiom (chain|game)|成语游戏",
            re.IGNORECASE,
        ),
    ),
    (
        "summarize",
        re.compile(
            r"总结|概括|摘要|提炼|归纳|划重点|太长不看|主要(内容|意思|讲)|讲了(什么|些什么|啥)"
            r"|\b(summari[sz]e|summary|tl;?dr|sum (it |this )?up|key points|gist)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "post",
        re.compile(
            r"投稿|投个稿|(想|要|帮我|请).{0,4}(发布|发表|匿名发).{0,12}"
            r"|\b(submit|publish)\b.{0,24}\b(post|article|story|piece|this)\b",
            re.IGNORECASE,
        ),
    ),
)
_QUESTION_ABOUT_COMMAND = re.compile(
    r"(投稿|总结|接龙).{0,6}(是什么|什么意思|怎么|如何|规则|流程|审核)"
)


def route_by_rules(text: str) -> Destination:
    """The command the text asks for; questions about a command, and all else, are "ask".

    >>> route_by_rules("来玩成语接龙吧")
    'idiom'
    >>> route_by_rules("画蛇添足是什么意思")
    'ask'
    """
    if _QUESTION_ABOUT_COMMAND.search(text):
        return "ask"
    for destination, pattern in _RULES:
        if pattern.search(text):
            return destination
    return "ask"
