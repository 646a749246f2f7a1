"""Parses the subcommand after /idiom, like 提示 (hint), 排行 (rank) or 模式 同音 (mode notone)."""

import re
from typing import Literal, NamedTuple

from bot.models.game import Level, Mode

SubcommandName = Literal[
    "hint",
    "give_up",
    "skip",
    "rules",
    "rank",
    "chain",
    "mode",
    "level",
    "look_up",
    "stop",
    "show",
    "limit",
    "add",
    "remove",
]

_WORDS: dict[SubcommandName, str] = {
    "hint": "提示 hint",
    "give_up": "放弃 认输 投降 giveup resign",
    "skip": "跳过 换一个 skip pass",
    "rules": "规则 玩法 帮助 rules help",
    "rank": "排行 排行榜 排名 榜 rank ranking board top",
    "chain": "记录 历史 chain history",
    "mode": "模式 mode",
    "level": "难度 level difficulty",
    "limit": "限时 计时 limit timer",
    "look_up": "查 查询 look lookup look-up meaning",
    "add": "加词 添加 add teach",
    "remove": "删词 删除 del delete",
    "stop": "结束 停止 结束游戏 stop end quit",
    "show": "状态 开始 state status start",
}
_WITH_ARGUMENT: tuple[SubcommandName, ...] = (
    "look_up",
    "mode",
    "level",
    "limit",
    "add",
    "remove",
)
_NEEDS_NO_SPACE = ("查", "加词", "添加", "删词", "删除")
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}

MODE_WORDS: dict[str, Mode] = {
    "智能": "adaptive",
    "默认": "adaptive",
    "adaptive": "adaptive",
    "同字": "exact",
    "exact": "exact",
    "同调": "tone",
    "同音同调": "tone",
    "tone": "tone",
    "同音": "notone",
    "notone": "notone",
}
LEVEL_WORDS: dict[str, Level] = {
    "简单": 0,
    "easy": 0,
    "0": 0,
    "普通": 1,
    "normal": 1,
    "1": 1,
    "困难": 2,
    "hard": 2,
    "2": 2,
}

MIN_LIMIT_S, MAX_LIMIT_S = 10, 3600
_OFF = ("关", "关闭", "不限", "off", "0")
_MINUTES = ("分", "分钟", "min", "m")
_LIMIT = re.compile(r"([0-9]{1,4})\s*(秒|s|分钟?|min|m)?")


class Subcommand(NamedTuple):
    """A subcommand and the text that follows it."""

    name: SubcommandName
    argument: str


def parse_subcommand(text: str) -> Subcommand | None:
    """The subcommand that `text` begins with, if any; 查 and 加词 need no space before the idiom.

    >>> parse_subcommand("模式 同音")
    Subcommand(name='mode', argument='同音')
    >>> parse_subcommand("查画蛇添足")
    Subcommand(name='look_up', argument='画蛇添足')
    """
    words = text.lower().replace("give up", "giveup").split(maxsplit=1)
    if not words:
        return Subcommand("show", "")
    name = _BY_WORD.get(words[0])
    argument = words[1] if len(words) > 1 else ""
    if name in _WITH_ARGUMENT or (name and not argument):
        return Subcommand(name, argument)
    for word in _NEEDS_NO_SPACE:
        if words[0].startswith(word) and len(words[0]) > len(word) + 2:
            return Subcommand(_BY_WORD[word], text.strip()[len(word) :])
    return None


def parse_turn_limit(text: str) -> int | None:
    """Seconds a turn may last, 0 for no limit; None if `text` is not a limit between 10 s and 1 h.

    >>> parse_turn_limit("60 秒"), parse_turn_limit("2分钟"), parse_turn_limit("关"), parse_turn_limit("3")
    (60, 120, 0, None)
    """
    if text.strip() in _OFF:
        return 0
    found = _LIMIT.fullmatch(text.strip())
    if not found:
        return None
    limit_s = int(found[1]) * (60 if found[2] in _MINUTES else 1)
    return limit_s if MIN_LIMIT_S <= limit_s <= MAX_LIMIT_S else None
