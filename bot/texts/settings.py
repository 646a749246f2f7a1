"""Texts of /settings and /lang, and of what the settings of a chat forbid."""

from bot.texts import Text
from bot.texts.digest import SETTING

TITLE = Text(zh="⚙️ 这里的设置", en="⚙️ Settings of this chat")
MORE_TITLE = Text(zh="⚙️ 更多设置", en="⚙️ More settings")
MORE = Text(zh="更多 ›", en="More ›")
LINE = Text(zh="{label}：{value}", en="{label}: {value}")
CHOOSE = Text(zh="选一项，立即生效。", en="Choose one; it takes effect at once.")
CHOOSE_SEVERAL = Text(
    zh="点一下切换，立即生效。", en="Tap to switch each one; it takes effect at once."
)
OPEN = Text(zh="点下面的按钮修改。", en="Tap a button below to change one.")
LAST_CHANGE = Text(
    zh="上次修改：{name} 改了“{label}”（{at}）",
    en="Last change: {name} changed “{label}” ({at})",
)
ANONYMOUS_ADMIN = Text(zh="匿名管理员", en="an anonymous admin")
PRIVACY_MODE = Text(
    zh="这里开着隐私模式，我只看得到命令、@我和回复我的消息。想让我也看到直接发的成语，请把我设为管理员，或在 @BotFather 关闭隐私模式后重新拉我进群。",
    en="Privacy mode is on: I only see commands, mentions and replies to me. To let me see idioms that are just sent, make me an admin, or turn off privacy mode at @BotFather and add me again.",
)
BACK = Text(zh="‹ 返回", en="‹ Back")
CHOSEN = Text(zh="✓ {label}", en="✓ {label}")
SAVED = Text(zh="好，已保存。", en="Saved.")
REFRESHED = Text(
    zh="这个按钮旧了，已经换成现在的设置。", en="This button was old; here are the settings now."
)
ONLY_ADMINS = Text(
    zh="这里的设置只有群管理员能改。", en="Only admins of the group can change its settings."
)

LANGUAGE = Text(zh="语言", en="Language")
LANGUAGES = {
    "zh": Text(zh="简体中文", en="简体中文"),
    "zh-hant": Text(zh="繁體中文", en="繁體中文"),
    "en": Text(zh="English", en="English"),
}
LANGUAGE_OF_CLIENT = Text(zh="跟随你的 Telegram", en="Same as your Telegram app")
LANGUAGE_OF_GROUPS = Text(zh="默认（简体中文）", en="Default (简体中文)")
LANGUAGE_SET = Text(
    zh="好，以后在这里我用{name}回答。", en="OK, I'll answer here in {name} from now on."
)
LANGUAGE_AUTO = Text(
    zh="好，以后我用你 Telegram 的语言回答。",
    en="OK, I'll answer in the language of your Telegram app.",
)
LANGUAGE_AUTO_GROUP = Text(
    zh="好，这里恢复默认语言：简体中文。", en="OK, back to the default language here: 简体中文."
)
LANG_USAGE = Text(
    zh="用法：/lang zh（简体）、/lang zh-hant（繁体）、/lang en（英文）或 /lang auto（默认）。",
    en="Usage: /lang zh (simplified), /lang zh-hant (traditional), /lang en (English) or /lang auto (default).",
)

DEFAULT = Text(zh="默认", en="Default")
PERSONA = Text(zh="角色", en="Persona")
DEFAULT_PERSONA = Text(zh="默认（通用助手）", en="Default (general assistant)")
INPUTS_BEGIN = Text(
    zh="\n（一共 {count} 个问题；说“算了”就不问了。）",
    en="\n({count} questions in all; say “never mind” to stop.)",
)
MODEL = Text(zh="模型", en="Model")
TEMPERATURE = Text(zh="回答风格", en="Answer style")
LITERAL = Text(zh="严谨", en="literal")
BALANCED = Text(zh="均衡", en="balanced")
LIVELY = Text(zh="活泼", en="lively")
MAX_TOKENS = Text(zh="回答长度", en="Answer length")
SHORT = Text(zh="短", en="short")
MEDIUM = Text(zh="中", en="medium")
LONG = Text(zh="长", en="long")
CHOSEN_BY_NAME = Text(zh="好，{label}换成了：{value}", en="OK. {label}: {value}")
NO_SUCH_CHOICE = Text(
    zh="没有“{name}”，请从下面选。", en="There is no “{name}”. Please choose below."
)
NOTHING_TO_CHOOSE = Text(
    zh="这里没有别的{label}可选。",
    en="There is nothing else to choose here ({label}).",
)

MEMORY_KIND = Text(zh="记忆方式", en="Memory")
MEMORY_KINDS = {
    "window": Text(zh="最近几轮", en="last exchanges"),
    "buffer": Text(zh="装得下的全部", en="all that fits"),
    "summary": Text(zh="摘要加最近几轮", en="summary + latest"),
    "vector": Text(zh="相关的加最近几轮", en="relevant + latest"),
}
WINDOW = Text(zh="记住几轮", en="Exchanges remembered")
AS_CONFIGURED = Text(zh="默认（{value}）", en="Default ({value})")

IDIOM_MODE = Text(zh="接龙规则", en="Idiom rules")
IDIOM_MODES = {
    "adaptive": Text(zh="智能", en="adaptive"),
    "exact": Text(zh="同字", en="same character"),
    "tone": Text(zh="同音同调", en="same sound, tone"),
    "notone": Text(zh="同音", en="same sound"),
}
IDIOM_LEVEL = Text(zh="接龙难度", en="Idiom level")

SPEAKS = Text(zh="什么时候说话", en="I react to")
SPEAKS_TO = {
    "all": Text(zh="命令、@我、回复我", en="commands, mentions, replies"),
    "replies": Text(zh="@我和回复我", en="mentions and replies"),
    "mentions": Text(zh="只有 @我", en="mentions only"),
}

ADMINS_ONLY = Text(zh="仅管理员可用", en="For admins only")
NOTHING = Text(zh="无", en="nothing")
FEATURES = {
    "ask": Text(zh="提问", en="questions"),
    "idiom": Text(zh="接龙", en="idiom chain"),
    "summarize": Text(zh="总结", en="summaries"),
    "post": Text(zh="投稿", en="posts"),
}
NOT_FOR_MEMBERS = Text(
    zh="在这里，“{feature}”只对群管理员开放。",
    en="In this group only admins can use this: {feature}.",
)

PUZZLE_HOUR = Text(zh="每日一题", en="Daily puzzle")
NO_PUZZLE = Text(zh="不发", en="not sent")
PUZZLE_AT = Text(zh="每天 {hour}:00", en="at {hour}:00")
PUBLISH_TO = Text(zh="投稿发布到", en="Posts appear in")
BOTS_CHANNEL = Text(zh="机器人的频道", en="the bot's channel")
PUBLISH_HERE = Text(zh="这个群", en="this group")
PUBLISH_HINT = Text(
    zh="要发布到频道，请发 /settings 发布 @频道名（你和我都要是那里的管理员）。",
    en="For a channel, send /settings publish @channel (you and I must be admins there).",
)
PUBLISH_USAGE = Text(
    zh="在群里发 /settings 发布 @频道名，这个群的投稿就发布到那个频道（你和我都要是那里的管理员）。",
    en="Send /settings publish @channel in a group, and its posts will appear in that channel (you and I must be admins there).",
)
PUBLISH_NOT_ANONYMOUSLY = Text(
    zh="匿名管理员不能选频道：请先关闭匿名再发一次。",
    en="An anonymous admin can't choose a channel. Please turn anonymity off and send it again.",
)
PUBLISH_NO_CHANNEL = Text(
    zh="没有找到频道 {name}，或者我在那里不能发消息。请先把我设为频道的管理员。",
    en="I can't find the channel {name}, or I can't post there. Please make me an admin of the channel first.",
)
PUBLISH_NOT_YOURS = Text(
    zh="你不是频道 {name} 的管理员，不能选它。",
    en="You are not an admin of the channel {name}, so you can't choose it.",
)
TRUST_AFTER = Text(zh="老作者免审", en="Trusted authors skip review")
TRUST_HINT = Text(
    zh="只管发布到这个群或它自己的频道的投稿；发布到机器人的频道的，看审核群的设置。",
    en="It counts for posts that appear in this group or in its own channel; for the bot's channel the settings of the review chat count.",
)
NO_TRUST = Text(zh="关", en="off")
AFTER_POSTS = Text(zh="连续 {count} 篇没问题之后", en="after {count} clean posts in a row")
TRUST_LOCAL = Text(zh="只有本地规则时老作者也免审", en="Trust with local rules alone")
TRUST_LOCAL_TOO = Text(zh="开", en="on")
QUIET_HOURS = Text(zh="安静时段", en="Quiet hours")
NO_QUIET_HOURS = Text(zh="没有", en="none")
QUIET_FROM_TO = Text(zh="{start}:00 到 {end}:00", en="{start}:00 to {end}:00")

FIELDS: dict[str, Text] = {
    "language": LANGUAGE,
    "persona": PERSONA,
    "model": MODEL,
    "temperature": TEMPERATURE,
    "max_tokens": MAX_TOKENS,
    "memory_kind": MEMORY_KIND,
    "window": WINDOW,
    "idiom_mode": IDIOM_MODE,
    "idiom_level": IDIOM_LEVEL,
    "speaks": SPEAKS,
    "admins_only": ADMINS_ONLY,
    "puzzle_hour": PUZZLE_HOUR,
    "quiet_hours": QUIET_HOURS,
    "digest": SETTING,
    "publish_to": PUBLISH_TO,
    "trust_after": TRUST_AFTER,
    "trust_local": TRUST_LOCAL,
}
"""What the fields of `ChatSettings` are called in the record of orders."""
