"""Whole messages that name a command, as people type what a menu would show: 设置, 我的稿件, 停, settings.

Only the whole message counts: 怎么设置 is a question about it.
"""

from typing import NamedTuple

from bot.moderation.text_normaliser import normalise

_WORDS: dict[str, str] = {
    "stop": "停/停下/停一下/停止/停下来/停止回答/别说了/别写了/不用说了/stop/stop it/please stop",
    "settings": "设置/设定/打开设置/群设置/settings",
    "mypost": "我的稿件/我的投稿/我投的稿/查看投稿/投稿进度/撤回投稿/撤稿/my posts/my post",
    "quota": "用量/额度/我的用量/我的额度/还能问几次/今天还能问几次/my quota/my usage/quota/usage",
    "privacy": "隐私/隐私政策/privacy/privacy policy/删除我的数据/删掉我的数据/清除我的数据/我的数据/my data/delete my data",
    "lang": "语言/换语言/换个语言/切换语言/language/change language",
    "persona": "角色/换角色/换个角色/切换角色/persona/personas",
    "model": "换模型/换个模型/切换模型/change model",
    "export": "导出/导出对话/导出记录/导出聊天记录/export",
    "reset": "重置/重置对话/清空对话/清空记忆/清空记录/忘掉刚才的对话/reset",
}
_GAME_WORDS = "提示/跳过/认输/对战/单挑/组队/hint/skip/give up/duel/teams"
_WITH_ARGUMENT: dict[tuple[str, str], str] = {
    ("lang", "en"): "说英文/说英语/讲英文/讲英语/换成英文/换成英语/切换成英文/切换到英文/speak english/switch to english/change to english",
    ("lang", "zh"): "说中文/讲中文/换成中文/切换成中文/切换到中文/speak chinese/switch to chinese/change to chinese",
    ("idiom", ""): "新游戏/开始游戏/开始新游戏/new game/start a game/start the game/start game/start a new game",
    ("idiom", "提示"): "再提示一下/再给个提示/再来个提示/another hint/one more hint/next hint",
    ("idiom", "排行"): "score/scores/the score/the scores",
    ("idiom", "结束"): "结束游戏/退出游戏/结束接龙/退出接龙/停止接龙/不玩接龙了/stop the game/end the game/quit the game/stop game/end game/quit game/stop playing",
}  # fmt: skip
"""Commands and what follows them."""
_IN_GAME: dict[str, str] = {
    "结束": _WORDS["stop"],
    "查": "什么意思/这是什么意思/这个什么意思/这个成语什么意思/这个成语是什么意思/意思/释义/meaning/what does it mean/what does that mean/what does this mean",
    "提示": "答案/答案是什么/告诉我答案/the answer/what is the answer/what's the answer/tell me the answer",
    "跳过": "next",
    "难度 简单": "太难/太难了/太难了吧/简单点/简单一点/容易点/容易一点/too hard/too difficult/easier/easier please",
    "难度 困难": "太简单了/难点/难一点/too easy/harder/harder please",
}  # fmt: skip
"""What words mean where a game is on, as what follows /idiom."""


class NamedCommand(NamedTuple):
    """A command without its slash, and what would follow it."""

    name: str
    argument: str = ""


_BY_WORD = {word: NamedCommand(name) for name, words in _WORDS.items() for word in words.split("/")}
# Behind the bot's name a slash is part of the text.
_BY_WORD |= {f"/{name}": NamedCommand(name) for name in _WORDS}
_BY_WORD |= {
    word: NamedCommand(*command)
    for command, words in _WITH_ARGUMENT.items()
    for word in words.split("/")
}
_BY_WORD |= {word: NamedCommand("idiom", word) for word in _GAME_WORDS.split("/")}
_IN_GAME_BY_WORD = {
    word: NamedCommand("idiom", argument)
    for argument, words in _IN_GAME.items()
    for word in words.split("/")
}
_MAX_CHARS = max(map(len, _BY_WORD)) + 4
_AROUND = "吧啊呀,.。!~ \n"


def named_command(text: str) -> NamedCommand | None:
    """The command that the whole text names, if any.

    >>> named_command("设置。"), named_command("认输"), named_command("怎么设置")
    (NamedCommand(name='settings', argument=''), NamedCommand(name='idiom', argument='认输'), None)
    """
    return _BY_WORD.get(_word(text))


def game_command(text: str) -> NamedCommand | None:
    """The command of the game that the whole text means where one is on, if any.

    >>> game_command("太难了"), game_command("停")
    (NamedCommand(name='idiom', argument='难度 简单'), NamedCommand(name='idiom', argument='结束'))
    """
    return _IN_GAME_BY_WORD.get(_word(text).rstrip("? "))


def _word(text: str) -> str:
    return normalise(text).text.strip(_AROUND) if len(text) <= _MAX_CHARS else ""
