"""Sentences of the daily puzzle of idioms; `**` marks bold text."""

from bot.texts import Text

MARKS = {"closer": "🟩", "detour": "🟨", "dead_end": "⬜"}
HEAD = "🧩"
"""Every message of a puzzle begins with it, so that a reply to one is known as a try."""

PUZZLE = Text(
    zh=(
        "🧩 每日一题 #{number}\n"
        "**{start}** → □□□□ → □□□□ → **{goal}**\n"
        "从「{first}」开始用成语搭桥，最后一个要以「{last}」结尾，好接上「{goal}」。只认同字，有 {tries} 次机会：\n"
        "🟩 更近了　🟨 绕了路　⬜ 走不通，收回"
    ),
    en=(
        "🧩 Daily puzzle #{number}\n"
        "**{start}** → □□□□ → □□□□ → **{goal}**\n"
        "Build a bridge of idioms from 「{first}」 to one that ends with 「{last}」, where {goal} begins. Only the same character links, and you have {tries} tries:\n"
        "🟩 closer　🟨 a detour　⬜ a dead end, taken back"
    ),
)
HOW = Text(
    zh="直接发成语就行。每人每天一次，大家的题都一样。",
    en="Just send an idiom. Everybody gets the same puzzle, once a day.",
)
HOW_IN_GROUP = Text(
    zh="回复这条消息来接，或者私聊我发「/idiom 每日」，不剧透。每人每天一次，大家的题都一样。",
    en="Reply to this message with an idiom, or send me /idiom daily in private so as not to spoil it. Everybody gets the same puzzle, once a day.",
)
OF_THE_DAY = Text(
    zh="☀️ 今天的每日一题来了！发 /idiom 每日 开始，私聊我做就不剧透。\n**{start}** → □□□□ → □□□□ → **{goal}**",
    en="☀️ Today's puzzle is here! Send /idiom daily to begin, in private so as not to spoil it.\n**{start}** → □□□□ → □□□□ → **{goal}**",
)
TRIED = Text(
    zh="🧩 {marks}　还有 {left} 次机会\n{chain} → … → **{goal}**\n{news}该接「**{char}**」，要走到「{last}」。",
    en="🧩 {marks}　{left} tries left\n{chain} → … → **{goal}**\n{news}Next: 「**{char}**」, on the way to 「{last}」.",
)
CLOSER = Text(zh="🟩 更近了，最少还差 {steps} 个。", en="🟩 Closer: at least {steps} more. ")
DETOUR = Text(zh="🟨 绕了路，最少还差 {steps} 个。", en="🟨 A detour: at least {steps} more. ")
DEAD_END = Text(
    zh="⬜ 「{word}」走不通，收回。", en="⬜ {word} leads nowhere, so it is taken back. "
)
NOT_IDIOM = Text(
    zh="🧩 词典里没有这个成语，不扣次数。该接「{char}」。",
    en="🧩 That idiom isn't in my dictionary; it costs no try. Next: 「{char}」.",
)
NOT_IDIOM_NEAR = Text(
    zh="🧩 没有这个成语，不扣次数。你想说的是「{suggestion}」吗？",
    en="🧩 There is no such idiom; it costs no try. Did you mean “{suggestion}”?",
)
WRONG_HEAD = Text(
    zh="🧩 「{word}」接不上，不扣次数。该接「{char}」。",
    en="🧩 “{word}” doesn't link; it costs no try. Next: 「{char}」.",
)
NO_HELP = Text(
    zh="🧩 每日一题没有提示，也不能跳过：发一个以「**{char}**」开头的成语试试。接不上的不扣次数，慢慢想。",
    en="🧩 The puzzle has no hints and no skips: try an idiom with 「**{char}**」. One that doesn't fit costs no try; take your time.",
)
GIVE_UP = Text(
    zh="🧩 不想做了，放着就行：今天之内发 /idiom 每日 都能接着做。{tries} 次用完，我会告诉你一种走法。",
    en="🧩 Just leave it then: until midnight /idiom daily takes you back to it. After {tries} tries I show you a way.",
)
REPEATED = Text(
    zh="🧩 「{word}」用过了，不扣次数。换一个「{char}」开头的。",
    en="🧩 “{word}” was used already; it costs no try. Try another one with 「{char}」.",
)
MISTAKES = {"not_idiom": NOT_IDIOM, "wrong_head": WRONG_HEAD, "repeated": REPEATED}
RESULT = Text(
    zh="🧩 成语每日一题 #{number}　{score}/{tries}\n{marks}\n{start} → {goal}\n来试试：/idiom 每日",
    en="🧩 Daily idiom puzzle #{number}　{score}/{tries}\n{marks}\n{start} → {goal}\nTry it: /idiom daily",
)
SOLVED = Text(
    zh="🎉 搭成了！连对 {streak} 天。下面这条不剧透，可以转发：",
    en="🎉 Solved, {streak} in a row! The next message gives nothing away; share it:",
)
FAILED = Text(
    zh="{tries} 次用完了。可以这样走：{solution}。明天再来！下面这条不剧透，可以转发：",
    en="All {tries} tries are used. One way: {solution}. Come back tomorrow! The next message gives nothing away:",
)
DONE = Text(
    zh="今天的题你做过了，零点换新题。",
    en="You have played today's puzzle; the next one comes at midnight.",
)
WAY = Text(zh="你的路线：{chain}", en="Your way: {chain}")
NO_WAY_YET = Text(zh="先自己做完今天的题，再看路线。", en="Play today's puzzle first.")
BUTTON_WAY = Text(zh="👀 我的路线", en="👀 My way")
