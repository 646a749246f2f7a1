"""Leaderboards, records and the picture of a chain in 成语接龙 (idiom chain)."""

from bot.texts import Text

TITLES = (
    (5000, Text(zh="状元", en="Zhuangyuan")),
    (2000, Text(zh="榜眼", en="Bangyan")),
    (1000, Text(zh="探花", en="Tanhua")),
    (500, Text(zh="进士", en="Jinshi")),
    (200, Text(zh="举人", en="Juren")),
    (50, Text(zh="秀才", en="Xiucai")),
    (0, Text(zh="童生", en="Tongsheng")),
)
"""Titles by points over all games of a chat, the highest first: the degrees of the imperial examinations,
from a pupil (童生) over those who passed in the county (秀才), the province (举人) and the capital (进士) to
the third, second and first of the palace examination (探花, 榜眼, 状元)."""

BOARD = Text(zh="🏆 总榜\n{lines}", en="🏆 Leaderboard of this chat\n{lines}")
WEEK = Text(zh="📅 本周榜\n{lines}", en="📅 This week\n{lines}")
LINE = Text(zh="{place}. {name}（{title}）：{points} 分", en="{place}. {name} ({title}) — {points}")
BOARD_EMPTY = Text(
    zh="还没有人得分。发 /idiom 抢第一！",
    en="Nobody has any points yet. Send /idiom and be the first!",
)
WEEK_EMPTY = Text(
    zh="📅 这周还没有人得分，周一零点重新开始。发 /idiom 抢第一！",
    en="📅 Nobody has any points this week; it began on Monday. Send /idiom and be the first!",
)
BUTTON_WEEK = Text(zh="📅 本周", en="📅 This week")
BUTTON_BOARD = Text(zh="🏆 总榜", en="🏆 All time")

MINE = Text(
    zh=(
        "🎓 {name} · {title}\n"
        "本周 {week} 分，累计 {points} 分{next}\n"
        "最长连对 {streak} 个 · 单局最高 {best_game} 分 · 最长一局 {longest_game} 个\n"
        "连续来玩 {days} 天，最多 {most_days} 天"
    ),
    en=(
        "🎓 {name} · {title}\n"
        "{week} points this week, {points} in all{next}\n"
        "Longest streak {streak} · best game {best_game} points · longest game {longest_game} idioms\n"
        "Played {days} days in a row, at most {most_days}"
    ),
)
NEXT_TITLE = Text(zh="，再得 {points} 分就是{title}", en=", {points} more to be {title}")
DAILY_STATISTICS = Text(
    zh="每日一题：做对 {solved} / {played} 天，连对 {streak} 天，最多 {longest} 天",
    en="Daily puzzle: solved {solved} of {played} days, {streak} in a row, at most {longest}",
)

NEW_RECORDS = Text(zh="🏅 {name} 的新纪录：{records}", en="🏅 New records of {name}: {records}")
RECORD_STREAK = Text(zh="连对 {value} 个", en="streak of {value}")
RECORD_BEST_GAME = Text(zh="单局 {value} 分", en="{value} points in a game")
RECORD_LONGEST_GAME = Text(zh="最长一局 {value} 个", en="game of {value} idioms")
PROMOTED = Text(
    zh="🎓 {name} 升为{title}了（累计 {points} 分）！",
    en="🎓 {name} is now {title} ({points} points in all)!",
)

BUTTON_PICTURE = Text(zh="🖼 接龙图", en="🖼 Picture")
PICTURE_TITLE = Text(zh="成语接龙 · {count} 个", en="Idiom chain · {count}")
PICTURE_LEFT_OUT = Text(zh="前面还有 {count} 个", en="{count} more before")
PICTURE_BOT = Text(zh="机器人", en="bot")
PICTURE_PLAYER = Text(zh="{name} {points} 分", en="{name} {points}")
PICTURE_SOMEBODY = Text(zh="玩家 {number}", en="Player {number}")
PICTURE_CAPTION = Text(zh="📜 这一局的接龙图：{count} 个成语", en="📜 The chain of {count} idioms")
PICTURE_GONE = Text(zh="这一局太久了，画不出来了。", en="That game is too long ago to draw it.")
PICTURE_DRAWN = Text(zh="这一局的图已经发过了。", en="The picture was sent already.")
