"""Sentences of the 成语接龙 (idiom chain) game; `**` marks bold text."""

from bot.texts import Text

MODE_NAMES = {
    "adaptive": Text(
        zh="智能（同字优先，接不上时可同音）",
        en="adaptive (same character, or same sound when none is left)",
    ),
    "exact": Text(zh="同字", en="same character"),
    "tone": Text(zh="同音同调", en="same sound and tone"),
    "notone": Text(zh="同音（不论声调）", en="same sound, any tone"),
}
LEVEL_NAMES = (Text(zh="简单", en="easy"), Text(zh="普通", en="normal"), Text(zh="困难", en="hard"))

OPENING = Text(zh="成语接龙开始！我先出：**{word}**。", en="Idiom chain! I'll start: **{word}**.")
PROMPT = Text(zh="该接「**{char}**」（{pinyin}）了。", en=" Next: 「**{char}**」 ({pinyin}).")
PROMPT_BY_SOUND = Text(
    zh="该接「**{char}**」（{pinyin}）了，同音字也行。",
    en=" Next: 「**{char}**」 ({pinyin}), or any character with the same sound.",
)
PROMPT_NO_HEAD = Text(
    zh="该接「**{char}**」（{pinyin}）了。没有成语用它开头，接同音字就行。",
    en=" Next: 「**{char}**」 ({pinyin}). No idiom starts with it, so any character with the same sound will do.",
)
PROMPT_DEAD_END = Text(
    zh="该接「**{char}**」（{pinyin}）了，可是没有成语用它开头。",
    en=" Next: 「**{char}**」 ({pinyin}), but no idiom starts with it.",
)
HOW_TO = Text(
    zh="直接发成语就行；卡住了就说「提示」「跳过」或「认输」。",
    en="Just send an idiom. Stuck? Say “hint”, “skip” or “give up”.",
)
HOW_TO_BY_REPLY = Text(
    zh="这里开着隐私模式，接的时候请回复我的消息（或把我设为管理员，就能直接发）；卡住了就说「提示」「跳过」或「认输」。",
    en="Privacy mode is on here: reply to my message with an idiom, or make me an admin to just send it. Stuck? Say “hint”, “skip” or “give up”.",
)
STATE = Text(
    zh="接龙正在进行：已接 {count} 个，{mode}模式，难度{level}。\n上一个是 **{word}**。",
    en="A game is on. Idioms so far: {count}, mode: {mode}, level: {level}.\nThe last one is **{word}**.",
)
SCORES = Text(zh="本局：{scores}", en="This game: {scores}")
SCORE = Text(zh="{name} {points} 分", en="{name} {points}")

MOVE = Text(
    zh="**{word}** ✓ {name}+{points} 分（共 {total} 分）",
    en="**{word}** ✓ {name}+{points} (total {total})",
)
STANDARD_SPELLING = Text(zh="词典里写作「{word}」。", en="The dictionary spells it “{word}”.")
STREAK = Text(
    zh="🔥 连对 {streak} 个，多得 {bonus} 分！", en="🔥 {streak} in a row: {bonus} bonus points!"
)
REPLY = Text(zh="我接「{char}」：**{word}**。", en="My turn, with 「{char}」: **{word}**.")
REPLY_ALL_PLAYED = Text(
    zh="「{char}」字开头的都用完了，我接同音的「{head}」：**{word}**。",
    en="Every idiom with 「{char}」 has been played, so I go by the sound, with 「{head}」: **{word}**.",
)
REPLY_NO_HEAD = Text(
    zh="没有成语用「{char}」开头，我接同音的「{head}」：**{word}**。",
    en="No idiom starts with 「{char}」, so I go by the sound, with 「{head}」: **{word}**.",
)
RARE_MEANING = Text(zh="📖 {word}：{meaning}", en="📖 {word}: {meaning}")
WON = Text(
    zh="🎉 我接不上了，{name} 赢了！另加 {bonus} 分。",
    en="🎉 I'm stuck, so {name} wins! {bonus} bonus points.",
)

REPEATED = Text(
    zh="「{word}」这一局已经用过了，换一个「{char}」（{pinyin}）开头的吧。",
    en="“{word}” has already been used in this game. Try another one starting with 「{char}」 ({pinyin}).",
)
WRONG_HEAD = Text(
    zh="「{word}」是成语，不过现在要接「{char}」（{pinyin}）。",
    en="“{word}” is an idiom, but we need one starting with 「{char}」 ({pinyin}).",
)
NOT_IDIOM = Text(
    zh="词典里没有这个成语，再想想？该接「{char}」（{pinyin}）。",
    en="That idiom isn't in my dictionary. We need one starting with 「{char}」 ({pinyin}).",
)
SAY_HINT = Text(zh="没思路就说「提示」。", en=" Say “hint” if you're stuck.")
NOT_IDIOM_NEAR = Text(
    zh="没有这个成语。你想说的是「{suggestion}」吗？是的话把它发出来吧。",
    en="There is no such idiom. Did you mean “{suggestion}”? If so, send that.",
)
NOT_AN_OPENING = Text(
    zh="词典里没有这个成语，换一个开头吧；只发 /idiom 就由我来出题。",
    en="That idiom isn't in my dictionary. Start with another one, or just send /idiom and I'll start.",
)
NOT_UNDERSTOOD = Text(
    zh="「{text}」我没看懂，词典里也没有。/idiom 规则 看玩法；真是成语的话用 /idiom 加词 教我。",
    en="I don't understand “{text}”, and it isn't in my dictionary. /idiom rules explains the game. If it is a real idiom, propose it with /idiom add.",
)
LATE = Text(
    zh="慢了一步：{name} 先接上了「{word}」。现在该接「{char}」（{pinyin}），再来！",
    en="Too late: {name} got there first with “{word}”. Now we need 「{char}」 ({pinyin}). Go!",
)
BUSY = Text(
    zh="刚才大家一起抢答，你的这条没赶上，请看最新的题目再接。",
    en="Many people answered at once and yours came too late. Please look at the latest idiom.",
)

HINT_MEANING = Text(zh="💡 提示一：{meaning}", en="💡 Hint 1: it means “{meaning}”")
HINT_GLOSS = Text(
    zh="💡 提示一：词典里没有中文释义，英文意思是 “{gloss}”（CC-CEDICT）。",
    en="💡 Hint 1: it means “{gloss}” (CC-CEDICT).",
)
HINT_LENGTH = Text(
    zh="💡 提示一：我想的是一个 {count} 字成语，词典里没有它的释义。",
    en="💡 Hint 1: I'm thinking of an idiom of {count} characters; the dictionary has no meaning for it.",
)
HINT_CHARACTERS = Text(
    zh="💡 提示{number}：**{shown}**",
    en="💡 Hint {number}: **{shown}**",
)
HINT_SOUND = Text(
    zh="💡 提示四：读音是 {pinyin}。再不行就「跳过」。",
    en="💡 Hint 4: it is pronounced {pinyin}. Still stuck? Say “skip”.",
)
NUMBERS = {2: Text(zh="二", en="2"), 3: Text(zh="三", en="3")}
HINT_COST = Text(zh="（−{points} 分）", en=" (−{points})")
HINT_NONE = Text(
    zh="我也想不出来了！说「认输」结束，或者再想想。",
    en="I can't think of one either! Say “give up”, or keep thinking.",
)
SKIPPED = Text(zh="跳过，我来接：**{word}**。", en="Skipped. My turn: **{word}**.")
DRAW = Text(zh="没有成语能接下去了，这一局打平！", en="No idiom can follow this one: it's a draw!")
GAVE_UP = Text(
    zh="好的，这一局到这里。其实可以接：**{word}**。",
    en="All right, the game is over. One answer was **{word}**.",
)
GAVE_UP_NO_ANSWER = Text(
    zh="好的，这一局到这里，连我也接不上。",
    en="All right, the game is over. I had no answer either.",
)
STUCK = Text(
    zh="卡住了？可以要「提示」，也可以「跳过」；真不玩了就「认输」。",
    en="Stuck? Ask for a hint, or skip. If you really want to stop, give up.",
)
END_VOTE = Text(
    zh="🏳️ {name} 想认输。再有一个人说「认输」，这一局就结束；发起人和管理员说一声也行。",
    en="🏳️ {name} wants to give up. The game ends when one more person does, or whoever started it, or an administrator.",
)
END_VOTED = Text(
    zh="你已经说过「认输」了，还差一个人；这一局先继续。",
    en="You have already said so. One more person is needed; until then the game goes on.",
)
NO_SKIPS_LEFT = Text(
    zh="没有积分可扣，{count} 次免费跳过也用完了。先接上一个，或者要个「提示」。",
    en="You have no points to pay with, and your {count} free skips are used up. Play an idiom first, or ask for a hint.",
)
SKIP_NOT_PLAYING = Text(
    zh="大家还在想呢。先接上一个成语，才能替大家跳过。",
    en="Others are still thinking. Play an idiom first, then you may skip.",
)
ONLY_ADMINS = Text(
    zh="还有别人在玩，只有群管理员能这样做。",
    en="Others are playing, so only an administrator can do that.",
)
SUMMARY = Text(
    zh="📜 共接了 {count} 个成语。{scores}", en="📜 Idioms in the chain: {count}. {scores}"
)
NO_GAME = Text(
    zh="现在没有接龙。发 /idiom 开一局！",
    en="There is no game right now. Send /idiom to start one!",
)
STALE = Text(
    zh="这一轮已经过去了，请看最新的题目。",
    en="That turn is over. Please look at the latest idiom.",
)

RULES = Text(
    zh=(
        "**成语接龙规则**\n"
        "· 用上一个成语的最后一个字开头，接一个词典里有的成语，一局里不能重复。\n"
        "· 同一个字怎么读都算；智能模式下，没有同字成语可接时同音字也行。\n"
        "· 谁都可以接，先接上的得 1 分，连对 5 个多得 2 分，让我接不上再加 5 分。\n"
        "· 提示依次是释义、一个字、两个字、读音，扣 1、1、1、2 分；跳过扣 1 分，没有分的一局可以跳三次。\n"
        "· 群里认输要发起人、管理员，或者两个人都说。\n\n"
        "/idiom 后面可以加：榜、我的、每日、对战、组队、记录、模式、难度、限时 60、安静、查 某成语、加词 新成语、结束。怎么玩见 /help 接龙。"
    ),
    en=(
        "**Rules of the idiom chain**\n"
        "· Start with the last character of the previous idiom. Your idiom must be in the dictionary, "
        "and must not have been used in this game.\n"
        "· The same character counts however it is pronounced. In adaptive mode the same sound counts "
        "too if no idiom with the character is left.\n"
        "· Anyone can answer. The first right answer gets 1 point, 5 in a row get 2 more, and leaving "
        "me stuck gets 5 more.\n"
        "· Hints are the meaning, a character, two characters and the sound, for 1, 1, 1 and 2 points. "
        "A skip costs 1; without points you have three skips a game.\n"
        "· In a group, giving up takes whoever started the game, an administrator, or two people.\n\n"
        "After /idiom you can add: rank, me, daily, duel, teams, chain, mode, level, limit 60, quiet, look WORD, "
        "add NEW WORD, stop. /help idiom says more."
    ),
)
CHAIN = Text(zh="📜 {count} 个：{words}", en="📜 Idioms: {count}. {words}")
QUIET_ON = Text(
    zh="🤫 安静模式：我只当裁判，接对了点 👌，大家互相接。/idiom 安静 关 就恢复。",
    en="🤫 Quiet mode: I only judge. A right idiom gets a 👌 and you continue each other's. /idiom quiet off ends it.",
)
QUIET_OFF = Text(zh="🔔 我又一起接了。", en="🔔 I play along again.")
QUIET_IN_GROUPS = Text(
    zh="安静模式只在群里有用：大家互相接，我当裁判。",
    en="Quiet mode is for groups, where people continue each other's idioms and I judge.",
)
MODES = Text(
    zh="现在的模式：{mode}。可选：/idiom 模式 智能｜同字｜同调｜同音",
    en="Mode: {mode}. Change it with /idiom mode adaptive | exact | tone | notone",
)
MODE_SET = Text(zh="模式改为：{mode}。", en="The mode is now: {mode}.")
LEVELS = Text(
    zh="现在的难度：{level}。可选：/idiom 难度 简单｜普通｜困难",
    en="Level: {level}. Change it with /idiom level easy | normal | hard",
)
LEVEL_SET = Text(zh="难度改为：{level}。", en="The level is now: {level}.")

ENTRY = Text(zh="**{word}**（{pinyin}）", en="**{word}** ({pinyin})")
ENTRY_MEANING = Text(zh="释义：{meaning}", en="Meaning: {meaning}")
ENTRY_GLOSS = Text(zh="英文释义：{gloss}（CC-CEDICT）", en="{gloss} (CC-CEDICT)")
ENTRY_NO_GLOSS = Text(
    zh="词典里没有它的释义，可以用 /ask 问问。",
    en="The dictionary has no meaning for it. Try /ask.",
)
ENTRY_BY_MODEL = Text(
    zh="释义（模型写的，可能有误）：", en="Meaning (written by an AI model, may be wrong):"
)
ENTRY_CUSTOM = Text(zh="这是 {author} 教我的。", en="Proposed by {author}.")
ENTRY_SIMILAR = Text(zh="相近：{words}", en="Similar: {words}")
ENTRY_UNKNOWN = Text(zh="词典里没有「{word}」。", en="“{word}” isn't in my dictionary.")
ENTRY_DID_YOU_MEAN = Text(zh="是不是「{suggestion}」？", en=" Did you mean “{suggestion}”?")
ENTRY_PROPOSE = Text(
    zh="真有这个成语的话，用 /idiom 加词 教我吧。",
    en=" If it is a real idiom, propose it with /idiom add.",
)
LOOK_UP_USAGE = Text(
    zh="想查哪个成语？例如：/idiom 查 画蛇添足",
    en="Which idiom would you like to look up? For example: /idiom look 画蛇添足",
)

LIMIT_NONE = Text(zh="不限时", en="no limit")
LIMIT_SECONDS = Text(zh="{seconds} 秒", en="{seconds} s")
LIMITS = Text(
    zh="现在每题限时：{now}。可选 10 到 3600 秒，例如 /idiom 限时 60；/idiom 限时 关 就不限。",
    en="Time limit per turn: {now}. You can choose 10 to 3600 seconds, e.g. /idiom limit 60, or /idiom limit off.",
)
LIMIT_SET = Text(
    zh="⏱ 每题限时 {seconds} 秒，剩一半时提醒大家，到点我来接。",
    en="⏱ {seconds} s per turn. I'll remind you at half time and play when the time is up.",
)
LIMIT_OFF = Text(zh="⏱ 不限时了，慢慢想。", en="⏱ No time limit any more. Take your time.")
HALF_TIME = Text(
    zh="⏳ 还剩 {seconds} 秒！上一个是 **{word}**，",
    en="⏳ {seconds} s left! The last one is **{word}**.",
)
TIME_UP = Text(zh="⏰ 时间到，我来接：**{word}**。", en="⏰ Time is up. My turn: **{word}**.")
TIMER_PAUSED = Text(
    zh="大家好像在忙，我先停表；谁接上就继续计时。",
    en="Everybody seems busy, so the timer is paused until somebody plays.",
)
REMINDER = Text(
    zh="对了，接龙还在继续：上一个是「{word}」，该接「{char}」（{pinyin}）。",
    en="By the way, the idiom chain is still on: the last one is “{word}”, so we need 「{char}」 ({pinyin}).",
)
BUTTON_HINT = Text(zh="💡 提示", en="💡 Hint")
BUTTON_SKIP = Text(zh="⏭ 跳过", en="⏭ Skip")
BUTTON_GIVE_UP = Text(zh="🏳️ 认输", en="🏳️ Give up")
BUTTON_MEANING = Text(zh="📖 释义", en="📖 Meaning")
BUTTON_AGAIN = Text(zh="🔄 再来一局", en="🔄 Play again")
