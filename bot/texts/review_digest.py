"""Texts of the reviewers' morning digest."""

from bot.texts import Text

YESTERDAY = Text(
    zh="☀️ 投稿早报：昨天发布 {published} 篇，未通过 {rejected} 篇。",
    en="☀️ Posts yesterday: {published} published, {rejected} rejected.",
)
WAITING = Text(
    zh="现在有 {count} 篇等审核，最久的是 #{id}",
    en="{count} posts are waiting for review; #{id} has waited longest",
)
HOURS = Text(zh="，等了 {hours} 小时", en=", for {hours} hours")
PENDING = Text(zh="。/pending 查看。", en=". /pending shows them.")
NOTHING = Text(zh="没有等审核的稿件。", en="No posts are waiting for review.")
