"""Sentences about idioms that members teach the bot; `**` marks what stands out."""

from bot.models.custom_idiom import ProposalState
from bot.texts import Text

USAGE = Text(
    zh="想教我哪个成语？例如：/idiom 加词 躺平摆烂 tang3 ping2 bai3 lan4\n管理员点头以后，大家就能接。",
    en="Which idiom shall I learn? For example: /idiom add 躺平摆烂 tang3 ping2 bai3 lan4\n"
    "Once an admin agrees, everybody can play it.",
)
LENGTH = Text(
    zh="成语要有 3 到 8 个汉字，例如：/idiom 加词 躺平摆烂 tang3 ping2 bai3 lan4",
    en="An idiom has 3 to 8 Chinese characters, e.g. /idiom add 躺平摆烂 tang3 ping2 bai3 lan4",
)
KNOWN = Text(zh="「{word}」我已经会了，直接接就行。", en="I know “{word}” already, just play it.")
VARIANT = Text(
    zh="「{word}」词典里写作「{standard}」，两种写法都能接。",
    en="The dictionary writes “{word}” as “{standard}”; both may be played.",
)
LOOKS_LIKE = Text(
    zh="词典里有「{standard}」，同音只差一个字。你想说的是它吗？",
    en="The dictionary has “{standard}”: the same sound, one character off. Did you mean that?",
)
ASK_PINYIN = Text(
    zh="「{word}」怎么读？请在后面写上每个字的拼音和声调，例如：\n"
    "/idiom 加词 躺平摆烂 tang3 ping2 bai3 lan4（也可以写 tǎng píng bǎi làn）",
    en="How is “{word}” read? Add the pinyin with its tone for each character, e.g.\n"
    "/idiom add 躺平摆烂 tang3 ping2 bai3 lan4 (or tǎng píng bǎi làn)",
)
UNFIT = Text(
    zh="「{word}」里有群里不合适的词，这个我不能学。",
    en="“{word}” has a word in it that is not for this group; I cannot learn that one.",
)
NOBODY = Text(
    zh="还没有管理员来把关，我暂时学不了新成语。",
    en="There is no admin yet who could agree, so I cannot learn idioms for now.",
)
TOO_MANY = Text(
    zh="今天你已经提议了 {count} 个，明天再来教我吧！",
    en="You have proposed {count} within a day. Teach me more tomorrow!",
)
FULL = Text(
    zh="等管理员看的提议已经很多了，过几天再教我吧。",
    en="Many proposals are waiting for the admins. Please try again in some days.",
)
WAITS = Text(
    zh="「{word}」已经有人提议了，正在等管理员点头。",
    en="Somebody has proposed “{word}” already; it waits for an admin.",
)
PROPOSED = Text(
    zh="谢谢！「{word}」({pinyin}) 交给管理员看了，有结果我告诉你。",
    en="Thank you! The admins will look at “{word}” ({pinyin}); I shall tell you what they say.",
)

CARD = Text(
    zh="🐉 成语提议：**{word}** ({pinyin})\n提议人：{author}",
    en="🐉 Idiom proposed: **{word}** ({pinyin})\nBy: {author}",
)
CARD_NEAR = Text(zh="词典里相近的：{words}", en="Similar in the dictionary: {words}")
STATES: dict[ProposalState, Text] = {
    "pending": Text(zh="⏳ 等待决定", en="⏳ Waits for a decision"),
    "taken": Text(
        zh="✅ {by} 收下了：大家可以接，我自己不出",
        en="✅ {by} took it: players may use it, I do not",
    ),
    "offered": Text(
        zh="✅ {by} 收下了：大家可以接，我也会出",
        en="✅ {by} took it: players may use it, and so do I",
    ),
    "refused": Text(zh="❌ {by} 没有收下", en="❌ {by} did not take it"),
    "dropped": Text(zh="🗑 {by} 把它删掉了", en="🗑 {by} took it back"),
}
BUTTON_TAKE = Text(zh="✅ 收下", en="✅ Take it")
BUTTON_OFFER = Text(zh="🤖 我也能出", en="🤖 Bot may play it")
BUTTON_REFUSE = Text(zh="❌ 不收", en="❌ Refuse")

DECIDED: dict[ProposalState, Text] = {
    "taken": Text(zh="收下了「{word}」。", en="“{word}” is taken."),
    "offered": Text(zh="收下了「{word}」，我也会出。", en="“{word}” is taken; I may play it too."),
    "refused": Text(zh="没有收下「{word}」。", en="“{word}” is refused."),
}
LATE = Text(
    zh="慢了一步，这个提议已经有结果了：\n{state}",
    en="A moment late, it is decided already:\n{state}",
)
FORGOTTEN = Text(
    zh="这个提议太久了，我已经不记得。想要的话再提一次吧。",
    en="That proposal is so old that I have forgotten it. Please propose it again.",
)
AUTHOR_TOLD: dict[ProposalState, Text] = {
    "taken": Text(
        zh="{author}，你教的「{word}」收进词典了，现在就能接！",
        en="{author}, your “{word}” is in the dictionary now. Play it!",
    ),
    "offered": Text(
        zh="{author}，你教的「{word}」收进词典了，我也会用它！",
        en="{author}, your “{word}” is in the dictionary now, and I shall play it too!",
    ),
    "refused": Text(
        zh="{author}，谢谢你的提议，不过管理员没有收下「{word}」。",
        en="{author}, thank you for the proposal, but the admins did not take “{word}”.",
    ),
}

NOTHING_PENDING = Text(
    zh="没有等待的成语提议。要自己加就发：/idiom 加词 躺平摆烂 tang3 ping2 bai3 lan4",
    en="No idiom waits for you. To add one yourself: /idiom add 躺平摆烂 tang3 ping2 bai3 lan4",
)
PENDING = Text(zh="有 {count} 个成语提议在等：", en="{count} proposed idioms wait:")
PENDING_MORE = Text(
    zh="还有 {count} 个，处理完这些再发 /idiom 加词。",
    en="{count} more: send /idiom add again after these.",
)
PENDING_PRIVATELY = Text(
    zh="等待的提议请私聊我看：/idiom 加词", en="To see what waits, send me /idiom add in private."
)
DROP_USAGE = Text(
    zh="想删掉哪个教过的成语？例如：/idiom 删词 躺平摆烂",
    en="Which taught idiom shall go? For example: /idiom del 躺平摆烂",
)
DROPPED = Text(
    zh="「{word}」删掉了，以后不能再接。", en="“{word}” is gone; it can be played no more."
)
SHIPPED = Text(
    zh="「{word}」是词典里原有的，不是教的，删不了。",
    en="“{word}” came with the dictionary and was not taught, so it stays.",
)
NOT_TAUGHT = Text(zh="没有人教过「{word}」。", en="Nobody has taught “{word}”.")
