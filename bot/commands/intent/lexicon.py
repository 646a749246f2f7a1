"""The classes of words by which the rules recognise what a message wants.

A class is one letter, so that a clause can be matched as a string of classes. All words are in plain
form: simplified characters, half-width, lower case.

| class | words                                    | class | words                                     |
|-------|------------------------------------------|-------|-------------------------------------------|
| `s`   | the speaker: 我, 我们, we                | `G`   | the game: 接龙, idiom chain; `I`: 成语    |
| `y`   | the bot: 你, 小助手                      | `S`   | to summarise: 总结, tl;dr                 |
| `t`   | other people: 他, 老师                   | `P`   | to submit a post: 投稿                    |
| `w`   | a wish: 想, 要, I'd like to              | `D`   | to publish: 发布, 发到                    |
| `a`   | whether something can be: 能不能, can    | `c`   | where posts appear: 频道, 墙              |
| `h`   | a request: 请, 帮我, 跟我                | `i`   | pointing at a text: 这篇, 上面            |
| `d`   | an adverb or filler: 现在, 那就          | `n`   | a text to read: 报告, 链接                |
| `A`   | asks to be told: 请问, 教我              | `N`   | a text that people write: 诗, 稿子        |
| `g`   | a greeting: 你好, 在吗                   | `K`   | what a text says: 讲了什么                |
| `v`   | to begin a game: 来, 玩, 开              | `T`   | what was said in a chat: 群里, 聊了       |
| `m`   | a number or measure: 一下, 一局          | `r`   | an aspect of a function: 规则, 流程       |
| `b`   | the object comes first: 把; `U`: 用, 从  | `f`   | a question word: 多久; `F`: 怎么玩        |
| `p`   | a final particle: 吧, 好不好, thanks     | `z`   | another task: 写, 翻译; `Z`: 看, 列       |
| `H`   | asks for help: 帮助, 你会什么            | `l`   | about language: 怎么说, 近义词            |
| `k`   | told or past: 了, 昨天, 喜欢             | `V`   | has made something: 写了, 有              |
| `x`   | a negation: 不, 没, don't                | `j`   | 游戏                                      |
| `e`   | joins words: 的, 和, of                  | `L`   | introduces a text: 内容是, 如下           |
| `o`   | compounds that would be misread: 年终总结 | `Q`  | makes a question: 吗                      |
"""

from collections.abc import Mapping

from bot.commands.intent import chinese, english

_VARIANTS = {
    "什么": ("啥", "森么", "神马", "什莫", "咩"),
    "怎么": ("咋", "肿么", "怎莫", "点样"),
}
"""Other ways to say and to spell a word within the longer ones."""


def _classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for words, separator in ((english.WORDS, ","), (chinese.WORDS, None)):
        for kind, listed in words.items():
            classes |= {word.strip(): kind for word in listed.split(separator)}
    for plain, variants in _VARIANTS.items():
        for word, kind in tuple(classes.items()):
            if plain in word:
                for variant in variants:
                    classes.setdefault(word.replace(plain, variant), kind)
    return classes


CLASS_OF: Mapping[str, str] = _classes()
"""Every word, with its class."""
LONGEST = max(map(len, CLASS_OF))
