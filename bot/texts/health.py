"""Texts for admins about how the bot is: /health, /stats and alerts."""

from bot.models.health import AlertKind
from bot.texts import Text

HEALTH = Text(
    zh="📋 运行状况\n存储：{memory}\n收件箱：{inbox}\n稿件：{posts}",
    en="📋 Health\nStore: {memory}\nInbox: {inbox}\nPosts: {posts}",
)
EMPTY = Text(zh="没有在等的", en="nothing waits")
WAITING = Text(zh="{count} 条在等，最老的等了 {oldest}", en="{count} wait, the oldest for {oldest}")
POSTS = Text(
    zh="{working} 篇在处理，{review} 篇待审", en="{working} in progress, {review} in review"
)
POSTS_WAIT = Text(zh="；最老的等了 {oldest}", en="; the oldest waits for {oldest}")
GIVEN_UP = Text(
    zh="放弃的：消息 {updates} 条，稿件 {posts} 篇（/deadletter inbox、/deadletter）",
    en="Given up: {updates} updates, {posts} posts (/deadletter inbox, /deadletter)",
)
MEMORY = Text(zh="Redis 用了 {used_mb} MB", en="Redis uses {used_mb} MB")
MEMORY_OF = Text(
    zh="Redis 用了 {used_mb} MB，上限 {limit_mb} MB（{percent}%）",
    en="Redis uses {used_mb} MB of {limit_mb} MB ({percent}%)",
)
REPLICAS = Text(zh="进程（{count} 个）：", en="Processes ({count}):")
REPLICA = Text(zh="· {name}：已运行 {runs}，{state}", en="· {name}: up {runs}, {state}")
TAKES_UPDATES = Text(zh="正常", en="fine")
SILENT = Text(zh="已有 {silent}没有消息", en="silent for {silent}")
ERROR = Text(zh="　{ago}前：{name}", en="  {ago} ago: {name}")
WRONG_NOW = Text(zh="⚠️ 现在的问题：", en="⚠️ Wrong now:")
WRONG_LINE = Text(zh="· {what}（{since}）", en="· {what} (for {since})")
NOTHING_WRONG = Text(zh="✅ 没有问题。", en="✅ Nothing is wrong.")

SECONDS = Text(zh="{count} 秒", en="{count} s")
MINUTES = Text(zh="{count} 分钟", en="{count} min")
HOURS = Text(zh="{count} 小时", en="{count} h")
DAYS = Text(zh="{count} 天", en="{count} d")

NAMES: dict[AlertKind, Text] = {
    "censor_closed": Text(zh="内容审核停用", en="the censor is closed"),
    "quota": Text(zh="今天的模型用量快用完", en="today's model budget is nearly used"),
    "inbox_old": Text(zh="收件箱积压", en="updates wait too long"),
    "posts_old": Text(zh="稿件积压", en="posts wait too long"),
    "memory": Text(zh="Redis 内存快满", en="Redis is nearly full"),
    "dead_letter": Text(zh="有放弃处理的消息或稿件", en="something was given up"),
    "replica_gone": Text(zh="有进程没了消息", en="a process is gone"),
}
TOLD: dict[AlertKind, Text] = {
    "quota": Text(
        zh="⚠️ 机器人今天的模型用量已到 {percent}%。用完后今天不能再提问和总结。/quota 看用量。",
        en="⚠️ The bot has used {percent}% of today's model budget. Once it is used up, there are no questions and summaries today. /quota shows the use.",
    ),
    "inbox_old": Text(
        zh="⚠️ 收件箱积压：最老的一条已等了 {age}，共 {count} 条没处理完。/health 看详情。",
        en="⚠️ Updates wait: the oldest for {age}, {count} in all. /health says more.",
    ),
    "posts_old": Text(
        zh="⚠️ 稿件积压：最老的一篇已等了 {age}。/health 看详情。",
        en="⚠️ Posts wait: the oldest for {age}. /health says more.",
    ),
    "memory": Text(
        zh="⚠️ Redis 的内存已用 {percent}%（{used_mb} MB）。满了以后什么都存不下，请加内存。",
        en="⚠️ Redis uses {percent}% of its memory ({used_mb} MB). Once it is full nothing can be stored; please give it more.",
    ),
    "dead_letter": Text(
        zh="⚠️ 有没能处理的：消息 {updates} 条，稿件 {posts} 篇。/deadletter 和 /deadletter inbox 查看和重试。",
        en="⚠️ Given up: {updates} updates, {posts} posts. /deadletter and /deadletter inbox show them and try again.",
    ),
    "replica_gone": Text(
        zh="⚠️ 少了 {count} 个进程：{names}。它们手上的消息由其他进程接着处理。",
        en="⚠️ Gone without a word: {names} ({count} in all). Other processes go on with what they were handling.",
    ),
}
"""That the censor is closed is told in more words when a post meets it."""
ENDED = Text(zh="✅ 已解除：{what}（持续 {lasted}）。", en="✅ Over: {what} (it took {lasted}).")

USE_TODAY = Text(zh="今天的模型用量：", en="Model use today:")
USE_LINE = Text(
    zh="· {command}：{calls} 次，读 {read}、写 {written} token{cost}",
    en="· {command}: calls {calls}, tokens read {read}, written {written}{cost}",
)
USE_TOTAL = Text(
    zh="· 合计：{calls} 次，{tokens} token{cost}",
    en="· In all: calls {calls}, tokens {tokens}{cost}",
)
COST = Text(zh="，费用 {cost}", en=", cost {cost}")
COST_LITTLE = Text(zh="，费用不到 0.01", en=", cost below 0.01")
NO_USE = Text(zh="今天还没有调用过模型。", en="No model was called today.")
COMMANDS: dict[str, Text] = {
    "ask": Text(zh="提问", en="Questions"),
    "summarize": Text(zh="总结", en="Summaries"),
    "polish": Text(zh="稿件润色", en="Polish of posts"),
    "idiom": Text(zh="成语讲解", en="Idioms explained"),
    "route": Text(zh="判断意图", en="Finding the command"),
    "memory": Text(zh="整理记忆", en="Memory"),
    "document": Text(zh="文档索引", en="Documents indexed"),
    "other": Text(zh="其他", en="Other"),
}
