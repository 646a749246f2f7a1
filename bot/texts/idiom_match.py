"""Sentences of duels and of teams in 成语接龙 (idiom chain); `**` marks bold text."""

from bot.texts import Text

SIDES = (Text(zh="🔴 红队", en="🔴 Red"), Text(zh="🔵 蓝队", en="🔵 Blue"))

CHALLENGE = Text(
    zh="⚔️ {name} 向{opponent}发起成语对战！我当裁判，每步 {seconds} 秒，接不上或超时就输。两分钟内点「应战」开始。",
    en="⚔️ {name} challenges {opponent} to an idiom duel! I referee: {seconds} s a move, and whoever cannot continue in time loses. Press “Accept” within two minutes.",
)
ANYBODY = Text(zh="大家", en="anyone")
SOMEBODY = Text(zh="这位朋友", en="the author of that message")
OPEN_TEAMS = Text(
    zh="🚩 红蓝对抗！两队轮流接，轮到哪队，队里谁接都行；每步 {seconds} 秒，接不上或超时就输。选队吧：\n{teams}",
    en="🚩 Red against Blue! The teams take turns, and anyone of the team may answer; {seconds} s a move, and the team that cannot continue in time loses. Choose a side:\n{teams}",
)
TEAM = Text(zh="{side}：{names}", en="{side}: {names}")
NOBODY = Text(zh="（还没有人）", en="(nobody yet)")
BEGIN = Text(
    zh="{red} 对 {blue}，开始！我出：**{word}**。{first} 先接。",
    en="{red} against {blue}. Go! My idiom: **{word}**. {first} begins.",
)
MOVE = Text(
    zh="**{word}** ✓ {name} +{points} 分。轮到 {side}：",
    en="**{word}** ✓ {name} +{points}. Now {side}:",
)
LAST_MOVE = Text(zh="**{word}** ✓ {name} +{points} 分。", en="**{word}** ✓ {name} +{points}.")
STATE = Text(
    zh="对战进行中：已接 {count} 个，上一个是 **{word}**，轮到 {side}：",
    en="A match is on. Idioms so far: {count}, the last one is **{word}**. Now {side}:",
)
WON_DEAD_END = Text(
    zh="没有成语接得下去了，🏆 {winner} 赢！", en="No idiom can follow: 🏆 {winner} wins!"
)
WON_TIME = Text(
    zh="⏰ {loser} 超时，🏆 {winner} 赢！其实可以接：**{word}**。",
    en="⏰ {loser} ran out of time: 🏆 {winner} wins! One answer was **{word}**.",
)
WON_GIVEN_UP = Text(
    zh="🏳️ {loser} 认输，🏆 {winner} 赢！其实可以接：**{word}**。",
    en="🏳️ {loser} gives up: 🏆 {winner} wins! One answer was **{word}**.",
)
WIN_POINTS = Text(zh="胜方每人加 {points} 分。", en="{points} points for each winner.")
CANCELLED = Text(zh="这场对战取消了。", en="The match is cancelled.")
NOBODY_CAME = Text(
    zh="没有等到人，这场对战取消了。", en="Nobody came in time, so the match is cancelled."
)
END_VOTE = Text(
    zh="🏳️ {name} 想认输；同队再有一个人说「认输」就结束。",
    en="🏳️ {name} wants to give up; the match ends when one more of the team does.",
)

IN_GROUPS = Text(
    zh="对战和组队要在群里玩。私聊里发 /idiom 和我玩，或发 /idiom 每日 做今天的题。",
    en="Duels and teams are for groups. Here send /idiom to play with me, or /idiom daily for today's puzzle.",
)
GAME_IS_ON = Text(
    zh="这里还有一局没结束，先说「认输」或 /idiom 结束。",
    en="A game is still on here. Give up or send /idiom stop first.",
)
MATCH_IS_WAITING = Text(
    zh="还有一场对战在等人参加；/idiom 结束 可以取消它。",
    en="Another match is still waiting for players; /idiom stop cancels it.",
)
UNKNOWN_OPPONENT = Text(
    zh="我还没见过 {name}。请回复 TA 的一条消息发 /idiom 对战；不写名字，就是谁都能应战。",
    en="I haven't met {name} yet. Reply to one of their messages with /idiom duel, or leave out the name: then anyone may accept.",
)
NOT_IN_MATCH = Text(
    zh="对战里没有提示和跳过，规则也不能改。",
    en="A match has no hints and no skips, and its rules stay as they are.",
)
WAITING = Text(
    zh="对战还没开始：点上面的按钮参加，/idiom 结束 取消。",
    en="The match has not begun: press the button above to take part; /idiom stop cancels it.",
)
NOT_YOUR_TURN = Text(zh="别急，现在轮到 {side}。", en="Not yet: it is {side}'s turn.")
NOT_PLAYING = Text(zh="这场对战你不在里面。", en="You are not in this match.")

POPUP_OWN = Text(
    zh="这是你自己发起的，等别人来应战。", en="You started it; wait for somebody else."
)
POPUP_INVITED = Text(zh="这次应战指名了别人。", en="Somebody else was challenged.")
POPUP_JOINED = Text(zh="你已经在这一队了。", en="You are in this team already.")
POPUP_EMPTY = Text(
    zh="两队都要有人才能开始。", en="Both teams need players before the match begins."
)
POPUP_NOT_PLAYING = Text(zh="先选一队，才能开始。", en="Join a team first, then you may begin.")

BUTTON_ACCEPT = Text(zh="⚔️ 应战", en="⚔️ Accept")
BUTTON_RED = Text(zh="🔴 加入红队", en="🔴 Join Red")
BUTTON_BLUE = Text(zh="🔵 加入蓝队", en="🔵 Join Blue")
BUTTON_BEGIN = Text(zh="▶️ 开始", en="▶️ Begin")
