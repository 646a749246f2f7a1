"""Sentences about custom idioms and their proposals; `**` marks bold text."""

from bot.models.custom_idiom import ProposalState
from bot.texts import Text

USAGE = Text(
    zh="想教我哪个成语？写上它和它的意思，例如：/idiom 加词 躺平摆烂：彻底不努力了\n管理员点头以后，大家就能接。",
    en="Which idiom would you like to add? Give its meaning too, for example: /idiom add 躺平摆烂: stop trying altogether\n"
    "Once an admin approves it, everybody can play it.",
)
LENGTH = Text(
    zh="成语要有 3 到 8 个汉字，例如：/idiom 加词 躺平摆烂 tang3 ping2 bai3 lan4",
    en="An idiom needs 3 to 8 Chinese characters, e.g. /idiom add 躺平摆烂 tang3 ping2 bai3 lan4",
)
KNOWN = Text(zh="「{word}」我已经会了，直接接就行。", en="I already know “{word}”. Just play it.")
VARIANT = Text(
    zh="「{word}」词典里写作「{standard}」，两种写法都能接。",
    en="The dictionary spells “{word}” as “{standard}”. You can play either.",
)
MISSPELT = Text(
    zh="词典里有「{standard}」，同音只差一个字。你想说的是它吗？",
    en="The dictionary has “{standard}”, which sounds the same and differs in one character. Did you mean that?",
)
ASK_PINYIN = Text(
    zh="「{word}」怎么读？请在后面写上每个字的拼音和声调，例如：\n"
    "/idiom 加词 躺平摆烂 tang3 ping2 bai3 lan4（也可以写 tǎng píng bǎi làn）",
    en="How is “{word}” pronounced? Add the pinyin and tone of each character, e.g.\n"
    "/idiom add 躺平摆烂 tang3 ping2 bai3 lan4 (or tǎng píng bǎi làn)",
)
UNFIT = Text(
    zh="「{word}」里有群里不合适的词，这个我不能学。",
    en="“{word}” contains a word that isn't suitable for this group, so I can't add it.",
)
NO_REVIEWERS = Text(
    zh="还没有管理员来把关，我暂时学不了新成语。",
    en="There is no admin yet who could approve it, so I can't add idioms for now.",
)
TOO_MANY = Text(
    zh="今天你已经提议了 {count} 个，明天再来教我吧！",
    en="You have already proposed {count} idioms today. Please propose more tomorrow!",
)
FULL = Text(
    zh="等管理员看的提议已经很多了，过几天再教我吧。",
    en="The admins have a lot of proposals to review. Please try again in a few days.",
)
ALREADY_PENDING = Text(
    zh="「{word}」已经有人提议了，正在等管理员点头。",
    en="Somebody has already proposed “{word}”. It is waiting for an admin.",
)
CONFIRM_PINYIN = Text(
    zh="「{word}」读作 {pinyin}，对吗？不对的话，把拼音写在后面再发一次。",
    en="Is “{word}” pronounced {pinyin}? If not, send it again with the right pinyin behind it.",
)
CONFIRM_BUTTON = Text(zh="✅ 读音对，提交", en="✅ Right, propose it")
NOT_YOUR_PROPOSAL = Text(
    zh="这要由教我的人来确认。", en="Only the person who is proposing it can confirm that."
)
NO_MEANING = Text(
    zh="还差它的意思，下次可以一起写上：/idiom 加词 {word}：意思",
    en="It has no meaning yet; next time give it too: /idiom add {word}: meaning",
)
PROPOSED = Text(
    zh="谢谢！「{word}」（{pinyin}）交给管理员看了，有结果我告诉你。",
    en="Thank you! The admins will review “{word}” ({pinyin}), and I'll let you know what they decide.",
)

CARD = Text(
    zh="🐉 成语提议：**{word}**（{pinyin}）\n提议人：{author}",
    en="🐉 Proposed idiom: **{word}** ({pinyin})\nBy: {author}",
)
CARD_MEANING = Text(zh="意思：{meaning}", en="Meaning: {meaning}")
CARD_SIMILAR = Text(zh="词典里相近的：{words}", en="Similar in the dictionary: {words}")
STATES: dict[ProposalState, Text] = {
    "pending": Text(zh="⏳ 等待决定", en="⏳ Waiting for a decision"),
    "approved": Text(
        zh="✅ {by} 收下了：大家可以接，我自己不出",
        en="✅ {by} approved it: players can use it, the bot doesn't play it",
    ),
    "bot_plays": Text(
        zh="✅ {by} 收下了：大家可以接，我也会出",
        en="✅ {by} approved it: players can use it, and the bot plays it too",
    ),
    "rejected": Text(zh="❌ {by} 没有收下", en="❌ {by} rejected it"),
    "removed": Text(zh="🗑 {by} 把它删掉了", en="🗑 {by} removed it"),
}
BUTTONS: dict[ProposalState, Text] = {
    "approved": Text(zh="✅ 收下", en="✅ Approve"),
    "bot_plays": Text(zh="🤖 我也能出", en="🤖 Bot plays it too"),
    "rejected": Text(zh="❌ 不收", en="❌ Reject"),
}

DECIDED: dict[ProposalState, Text] = {
    "approved": Text(zh="收下了「{word}」。", en="“{word}” is approved."),
    "bot_plays": Text(
        zh="收下了「{word}」，我也会出。", en="“{word}” is approved, and I'll play it too."
    ),
    "rejected": Text(zh="没有收下「{word}」。", en="“{word}” is rejected."),
}
LATE = Text(
    zh="慢了一步，这个提议已经有结果了：\n{state}",
    en="Too late: it has already been decided:\n{state}",
)
FORGOTTEN = Text(
    zh="这个提议时间太久，我已经不记得了。想要的话再提一次吧。",
    en="That proposal is so old that I no longer have it. Please propose the idiom again.",
)
AUTHOR_NOTIFICATION: dict[ProposalState, Text] = {
    "approved": Text(
        zh="{author}，你教的「{word}」收进词典了，现在就能接！",
        en="{author}, your idiom “{word}” is in the dictionary now. Play it!",
    ),
    "bot_plays": Text(
        zh="{author}，你教的「{word}」收进词典了，我也会用它！",
        en="{author}, your idiom “{word}” is in the dictionary now, and I'll play it too!",
    ),
    "rejected": Text(
        zh="{author}，谢谢你的提议，不过管理员没有收下「{word}」。",
        en="{author}, thank you for your proposal, but the admins did not approve “{word}”.",
    ),
}

NOTHING_PENDING = Text(
    zh="没有等待的成语提议。要自己加就发：/idiom 加词 躺平摆烂 tang3 ping2 bai3 lan4",
    en="No proposed idioms are waiting. To add one yourself: /idiom add 躺平摆烂 tang3 ping2 bai3 lan4",
)
PENDING = Text(zh="有 {count} 个成语提议在等：", en="{count} proposed idioms are waiting:")
PENDING_MORE = Text(
    zh="还有 {count} 个，处理完这些再发 /idiom 加词。",
    en="There are {count} more: send /idiom add again after these.",
)
PENDING_IN_PRIVATE = Text(
    zh="等待的提议请私聊我看：/idiom 加词",
    en="To see pending proposals, send me /idiom add in a private chat.",
)
REMOVE_USAGE = Text(
    zh="想删掉哪个教过的成语？例如：/idiom 删词 躺平摆烂",
    en="Which custom idiom should I remove? For example: /idiom del 躺平摆烂",
)
REMOVED = Text(
    zh="「{word}」删掉了，以后不能再接。",
    en="“{word}” has been removed and can no longer be played.",
)
SHIPPED = Text(
    zh="「{word}」是词典里原有的，不是教的，删不了。",
    en="“{word}” came with the dictionary. It isn't a custom idiom, so it can't be removed.",
)
NOT_CUSTOM = Text(zh="没有人教过「{word}」。", en="“{word}” isn't a custom idiom.")
