"""Parses the subcommand after /idiom, like 提示 (hint), 排行 (rank) or 模式 同音 (mode notone)."""

import re
from enum import Enum

from bot.idioms.normalise import fold
from bot.models.game_rules import Level, Mode


class Subcommand(Enum):
    """The subcommands, each with the words for it."""

    SHOW = "状态 开始 再来一局 state status start again"
    HINT = "提示 求助 不会 hint"
    GIVE_UP = "认输 放弃 投降 退出 不玩了 giveup resign"
    SKIP = "跳过 换一个 skip pass"
    RULES = "规则 玩法 帮助 rules help"
    RANK = "排行 排行榜 排名 榜 总榜 周榜 rank ranking board top"
    ME = "我的 我 战绩 me mine"
    DAILY = "每日 每日一题 daily"
    DUEL = "对战 单挑 duel pk"
    TEAMS = "组队 红蓝 team teams"
    CHAIN = "记录 历史 chain history"
    STOP = "结束 停止 结束游戏 stop end quit"
    MODE = "模式 mode"
    LEVEL = "难度 level difficulty"
    LIMIT = "限时 计时 limit timer"
    QUIET = "安静 quiet"
    LOOK_UP = "查 查询 释义 look lookup look-up meaning"
    ADD = "加词 添加 add teach"
    REMOVE = "删词 删除 del delete"


_WITH_ARGUMENT = {
    *(Subcommand.MODE, Subcommand.LEVEL, Subcommand.LIMIT, Subcommand.QUIET),
    *(Subcommand.LOOK_UP, Subcommand.ADD, Subcommand.REMOVE),
    *(Subcommand.DAILY, Subcommand.DUEL),
}
_NEEDS_NO_SPACE = ("查", "加词", "添加", "删词", "删除")
_BY_WORD = {word: subcommand for subcommand in Subcommand for word in subcommand.value.split()}

_MODES: dict[Mode, str] = {
    "adaptive": "智能 智慧 默认 预设 adaptive",
    "exact": "同字 exact",
    "tone": "同调 同音同调 tone",
    "notone": "同音 notone",
}
_LEVELS: dict[Level, str] = {0: "简单 easy 0", 1: "普通 normal 1", 2: "困难 hard 2"}
MODE_WORDS = {word: mode for mode, words in _MODES.items() for word in words.split()}
LEVEL_WORDS = {word: level for level, words in _LEVELS.items() for word in words.split()}
_RULE_WORDS = {
    **dict.fromkeys(MODE_WORDS, Subcommand.MODE),
    **{word: Subcommand.LEVEL for word in LEVEL_WORDS if not word.isdigit()},
}
QUIET_WORDS = {"开": True, "on": True, "关": False, "off": False}

MIN_LIMIT_S, MAX_LIMIT_S = 10, 3600
_OFF = ("关", "关闭", "不限", "off", "0")
_MINUTES = ("分", "分钟", "min", "m")
_LIMIT = re.compile(r"([0-9]{1,4})\s*(秒|s|分钟?|min|m)?")


_ANOTHER_GAME = re.compile(
    r"\W*(?:那|好|那就|我们|咱们)?(?:(?:再|重新?|继续)(?:来|玩|开|开始)(?:过|一?[局盘把次轮])?|(?:开|来)?(?:新的?|下)一?[局盘把]|重来)(?:吧|啊|呀|呗|接龙)?\W*"
    r"|\W*(?:(?:let's )?play again|again|another (?:game|one|round)|new game|rematch)\W*",
    re.IGNORECASE,
)


def asks_for_another_game(text: str) -> bool:
    """Whether the whole text asks for another game, said after one.

    >>> asks_for_another_game("再来一局！"), asks_for_another_game("再来一杯")
    (True, False)
    """
    return _ANOTHER_GAME.fullmatch(text) is not None


def parse_subcommand(text: str) -> tuple[Subcommand, str] | None:
    """The subcommand that `text` begins with, if any, and the rest; 查 and 加词 need no space before the idiom.

    >>> parse_subcommand("模式 同音") == (Subcommand.MODE, "同音")
    True
    >>> parse_subcommand("規則") == (Subcommand.RULES, "")
    True
    >>> parse_subcommand("查破天荒") == (Subcommand.LOOK_UP, "破天荒")
    True
    >>> parse_subcommand("查一下") is None
    True
    """
    words = fold(text).lower().replace("give up", "giveup").split(maxsplit=1)
    if not words:
        return Subcommand.SHOW, ""
    subcommand = _BY_WORD.get(words[0])
    argument = words[1] if len(words) > 1 else ""
    if subcommand in _WITH_ARGUMENT or (subcommand and not argument):
        return subcommand, argument
    for word in _NEEDS_NO_SPACE:
        if words[0].startswith(word) and len(words[0]) > len(word) + 2:
            return _BY_WORD[word], fold(text).strip()[len(word) :]
    return None


def parse_rule(text: str) -> tuple[Subcommand, str] | None:
    """The mode or level that /idiom names without saying that it is one.

    >>> parse_rule("困难") == (Subcommand.LEVEL, "困难")
    True
    """
    word = fold(text).lower().strip()
    return (_RULE_WORDS[word], word) if word in _RULE_WORDS else None


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
