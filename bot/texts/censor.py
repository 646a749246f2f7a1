"""Texts about the automatic check of posts: what it found, and why there is no verdict."""

from bot.models.post import CensorLabel
from bot.texts import Text

LABELS: dict[CensorLabel, Text] = {
    "politics": Text("政治敏感", "politics"),
    "terror": Text("暴恐违禁", "violence or contraband"),
    "porn": Text("色情", "pornography"),
    "abuse": Text("辱骂", "abuse"),
    "advert": Text("广告推广", "advertising"),
    "ad_law": Text("违反广告法", "against advertising law"),
    "privacy": Text("隐私", "private data"),
    "flood": Text("刷屏", "flooding"),
    "banned": Text("官方违禁", "banned content"),
    "black_list": Text("黑名单词", "black-listed word"),
    "link": Text("链接", "link"),
    "invite": Text("邀请链接", "invite link"),
    "phone": Text("手机号", "phone number"),
    "wechat": Text("微信号", "WeChat ID"),
    "qq": Text("QQ 号", "QQ number"),
    "word": Text("敏感词", "listed word"),
    "other": Text("其他", "other"),
    "unchecked": Text("没能自动检查", "could not be checked automatically"),
    "restored": Text("备份恢复的，可能已发布过", "from a backup; may be published already"),
}
FINDINGS: dict[str, Text] = {
    "pass": Text("合规", "fine"),
    "review": Text("疑似", "doubtful"),
    "reject": Text("不合规", "not acceptable"),
    "clean": Text("没有发现问题，请人工确认", "nothing found, please confirm"),
}
FINDING_WITH_LABELS = Text(zh="{finding}（{labels}）", en="{finding} ({labels})")
PROVIDERS: dict[str, Text] = {
    "baidu": Text("百度", "Baidu"),
    "local": Text("本地规则", "local rules"),
}

# To admins, when the censor gives no verdicts.
DOWN = Text(zh="自动检查暂时没有结果。", en="The automatic check isn't working right now.")
QUOTA_DAY = Text(
    zh="⚠️ 百度内容审核今天的额度用完了，到北京时间零点前新稿件都交给人工审核。",
    en="⚠️ Baidu's text censoring has used up today's quota. Until midnight in Beijing, every new post goes to review.",
)
QUOTA_ALL = Text(
    zh="⚠️ 百度内容审核的总额度用完了，请到百度智能云控制台充值。在那之前新稿件都交给人工审核。",
    en="⚠️ Baidu's text censoring has used up its whole quota. Please top it up in the Baidu console; until then every new post goes to review.",
)
MISCONFIGURED = Text(
    zh="⚠️ 百度内容审核拒绝了请求（错误 {code}）：请检查密钥，并确认应用已开通内容审核。在那之前新稿件都交给人工审核。",
    en="⚠️ Baidu's text censoring refuses our requests (error {code}). Please check the keys, and that text censoring is enabled for the app; until then every new post goes to review.",
)
