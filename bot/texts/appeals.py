"""Texts about appeals against rejections, for authors and reviewers."""

from bot.texts import Text

BUTTON = Text(zh="申诉", en="Appeal")
PROMPT = Text(
    zh="请用一条消息写下申诉 #{id} 的理由，管理员会再审一次；有别的管理员，就由别人来定。不申诉了就说“算了”。",
    en="Please write in one message why #{id} should be published. An admin will decide again, another one if there is one. Say “never mind” to drop the appeal.",
)
APPEALED = Text(
    zh="#{id} 的申诉已转给管理员，结果会告诉你。",
    en="Your appeal about #{id} is with the admins. I'll tell you the result.",
)
LOST = Text(
    zh="不知道要为哪一篇申诉了，请再点一次“申诉”。",
    en="I no longer know which post this is about. Please press “Appeal” again.",
)
ONCE = Text(
    zh="#{id} 已经申诉过一次，不能再申诉了。",
    en="You have already appealed about #{id}; there is only one appeal.",
)
NOT_REJECTED = Text(
    zh="#{id} 现在不是未通过，不用申诉。/mypost 看进度。",
    en="#{id} isn't rejected at the moment, so there is nothing to appeal against. /mypost shows it.",
)
TOO_LATE = Text(
    zh="#{id} 未通过已经超过 7 天，不能申诉了。可以修改后再投。",
    en="#{id} was rejected more than 7 days ago, so it is too late to appeal. You can change it and post again.",
)
BANNED = Text(
    zh="管理员暂停了你的投稿资格，不能申诉。有疑问请联系管理员。",
    en="An admin has suspended your posting, so you can't appeal. If you have questions, please ask an admin.",
)
TELL_REJECTED = Text(
    zh="投稿 #{id} 的申诉没有通过，这是最后的决定。",
    en="Your appeal about post #{id} was not accepted. This decision is final.",
)
TELL_REJECTED_BECAUSE = Text(
    zh="投稿 #{id} 的申诉没有通过，这是最后的决定。原因：{reason}。",
    en="Your appeal about post #{id} was not accepted. This decision is final. Reason: {reason}.",
)
CARD = Text(zh="#{id} 申诉，待审核", en="#{id} appeal, waiting for review")
CARD_REJECTED_BEFORE = Text(zh="之前的决定：{name} 拒绝", en="Earlier decision: rejected by {name}")
CENSOR = Text(zh="自动检查", en="the automatic check")
CARD_REASON = Text(zh="申诉理由：{reason}", en="Reason of the appeal: {reason}")
OWN_REJECTION = Text(
    zh="#{id} 之前是你拒绝的，申诉请别的管理员来审。",
    en="You rejected #{id} before, so another reviewer has to decide about the appeal.",
)
