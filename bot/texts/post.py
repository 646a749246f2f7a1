"""Texts about posts, for authors and reviewers."""

from bot.models.post import PolishNote, PresetReason
from bot.texts import Text

# To authors.
HELP = Text(
    zh="投稿请写在命令后面：/post 正文。也可以回复你自己的一条消息发 /post；图片和相册写在说明里。不想润色就写 /post 原文 正文。/mypost 看进度、撤回。",
    en="Put the text after the command: /post your text. Or reply with /post to a message of yours; with a picture or an album, write it into the caption. /post as-is keeps your wording unpolished. /mypost shows your posts and lets you withdraw them.",
)
TEXT_ONLY = Text(
    zh="只收文字和带说明的图片，别的文件不能投。请用 /post 加正文再投一次。",
    en="You can post texts and pictures with a caption, but no other files. Please send /post with the text.",
)
CAPTION_MISSING = Text(
    zh="图片要配一段说明才能投：发图片时在说明里写 /post 加文字。",
    en="A picture needs a caption: write /post and your text in the caption when you send it.",
)
CAPTION_TOO_LONG = Text(
    zh="图片的说明有 {length} 个字符，最多 {limit} 个。请缩短再投。",
    en="The caption has {length} characters; the limit is {limit}. Please shorten it and post again.",
)
REVISED = Text(
    zh="投稿 #{id} 按你改后的内容重新检查。", en="Post #{id} is being checked again with your edit."
)
EDIT_TOO_LATE = Text(
    zh="投稿 #{id} 现在是“{state}”，改原消息不会再改它。",
    en="Post #{id} is “{state}”, so editing your message no longer changes it.",
)
EDIT_TOO_OFTEN = Text(
    zh="投稿 #{id} 已经改了很多次，这次没有采用。要再改，请用 /mypost 撤回后重投。",
    en="Post #{id} was edited many times already, so I didn't take this edit. To change it, withdraw it with /mypost and post again.",
)
EDIT_TOO_MANY = Text(
    zh="投稿 #{id} 还是原来的内容：投稿和修改一小时合计最多 {limit} 次，大约 {minutes} 分钟后可以再改。",
    en="Post #{id} stays as it was: you can post and edit at most {limit} times an hour. Try again in about {minutes} minutes.",
)
EDIT_BANNED = Text(
    zh="管理员暂停了你的投稿资格，投稿 #{id} 还是原来的内容。有疑问请联系管理员。",
    en="An admin has suspended your posting, so post #{id} stays as it was. If you have questions, please ask an admin.",
)
EDIT_EMPTY = Text(
    zh="改后没有正文，投稿 #{id} 还是原来的内容。想拿回来请用 /mypost 撤回。",
    en="The edited message has no text, so post #{id} stays as it was. To withdraw it, use /mypost.",
)
NOT_YOURS = Text(
    zh="只能投你自己的消息。想投自己写的，用 /post 加正文。",
    en="You can only post your own messages. To post a text of yours, use /post with the text.",
)
TOO_LONG = Text(
    zh="这篇稿子有 {length} 个字符，一条消息最多 {limit} 个。请缩短或分成几篇再投。",
    en="This post has {length} characters; a message can have at most {limit}. Please shorten it or split it into several posts.",
)
NOBODY_REVIEWS = Text(
    zh="现在还收不了投稿：没有设置审核的管理员，投了也没有人看。请机器人的主人在 config.yaml 的 moderation.admins 或 review_chat_id 里填上，然后再投。",
    en="I can't take posts yet, because nobody is set up to review them. Please ask the owner of the bot to set moderation.admins or review_chat_id in config.yaml, then post again.",
)
TOO_MANY = Text(
    zh="投稿和修改一小时合计最多 {limit} 次，你已经到了。大约 {minutes} 分钟后可以再投。",
    en="You can post and edit at most {limit} times an hour, and you have reached that. Try again in about {minutes} minutes.",
)
SAME_TEXT = Text(
    zh="同样的内容你已经投过了：投稿 #{id}（{state}）。/mypost 看进度。",
    en="You have already posted this text: post #{id} ({state}). /mypost shows it.",
)
RECEIVED = Text(
    zh="投稿 #{id} 已收到，检查完会在这里告诉你结果；/mypost 看进度。",
    en="I received post #{id}. I'll tell you here once it is checked; /mypost shows its status.",
)
RECEIVED_AS_IS = Text(
    zh="投稿 #{id} 已收到，不润色，检查完会在这里告诉你结果；/mypost 看进度。",
    en="I received post #{id} and won't polish it. I'll tell you here once it is checked; /mypost shows its status.",
)
KEEP_WORDING = Text(zh="不润色", en="Don't polish")
KEEPS_WORDING = Text(
    zh="投稿 #{id} 不润色，按你的原文重新检查。有了结果会在这里告诉你；/mypost 看进度。",
    en="Post #{id} won't be polished; I'm checking your wording again. I'll tell you the result here; /mypost shows its status.",
)
KEEPS_WORDING_ALREADY = Text(
    zh="投稿 #{id} 本来就不润色。", en="Post #{id} isn't being polished anyway."
)
TOO_LATE_TO_KEEP = Text(
    zh="投稿 #{id} 现在是“{state}”，来不及改了。",
    en="Post #{id} is “{state}”; it's too late for that.",
)
ONE_OF_ALBUM = Text(
    zh="\n相册里我只看到这一张图片，其余的没有收。群里要投整个相册，请私聊发给我。",
    en="\nI only saw this picture of the album, so the others were not taken. To post a whole album from a group, send it to me in private.",
)
FILES_LEFT_OUT = Text(
    zh="\n相册里有 {count} 个文件没有收：只收图片，而且每张不超过 10 MB。",
    en="\n{count} files of the album were not taken: I take pictures of up to 10 MB each.",
)
IMAGE_AS_FILE = Text(
    zh="\n这张图片太大或太长，不能作为照片发布，会作为文件发布。",
    en="\nThis picture is too large or too long for a photo, so it will be published as a file.",
)
ALBUM_TOO_LARGE = Text(
    zh="相册里的图片都太大，不能作为照片发布。请改成照片发送，或者一张一张投。",
    en="The pictures of this album are too large for photos. Please send them as photos, or post them one by one.",
)
LATE_PICTURE_ADDED = Text(
    zh="晚到的这张图片补进投稿 #{id} 了。",
    en="This picture came late; it is now part of post #{id}.",
)
LATE_PICTURE = Text(
    zh="这张图片来晚了，没有收进投稿 #{id}。要一起投，请撤回后重发整个相册。",
    en="This picture arrived too late for post #{id}. To have it in, withdraw the post and send the whole album again.",
)
TOO_LATE_PICTURE = Text(
    zh="这张图片来晚了：投稿 #{id} 现在是“{state}”，没有收进去。要一起投，请重发整个相册。",
    en="This picture came too late: post #{id} is “{state}”. To post all of them together, send the whole album again.",
)
CARD_LINK = Text(zh="🔗 {words} → {url}", en="🔗 {words} → {url}")
CARD_MORE_LINKS = Text(zh="🔗 还有 {count} 个链接", en="🔗 {count} more links")
OFFER = Text(
    zh="要把这条消息投稿吗？点下面的按钮就提交。",
    en="Do you want to submit this message as a post? Press the button to do so.",
)
OFFER_PART = Text(
    zh="要把这段投稿吗？点下面的按钮就提交。\n\n{text}",
    en="Do you want to submit this as a post? Press the button to do so.\n\n{text}",
)
OFFER_LOST = Text(
    zh="找不到原来的消息了。请用 /post 加正文再投一次。",
    en="I can't find the original message any more. Please use /post with the text.",
)
SUBMIT = Text(zh="📮 投稿", en="📮 Submit")
WITHDRAW = Text(zh="撤回", en="Withdraw")
WITHDRAW_ONE = Text(zh="撤回 #{id}", en="Withdraw #{id}")
WITHDRAWN = Text(
    zh="投稿 #{id} 已撤回。改好了可以用 /post 再投。",
    en="Post #{id} is withdrawn. You can change it and submit it again with /post.",
)
WITHDRAW_OLD = Text(
    zh="这个按钮旧了，#{id} 后来有变化。请用 /mypost 撤回。",
    en="This button is out of date: #{id} has changed since. Please use /mypost to withdraw it.",
)
NOT_WITHDRAWABLE = Text(
    zh="投稿 #{id} 现在是“{state}”，不能撤回了。",
    en="Post #{id} is “{state}” and can no longer be withdrawn.",
)
NOT_AUTHOR = Text(zh="只有作者本人能这样做。", en="Only the author can do this.")
NO_POSTS = Text(
    zh="你还没有投过稿。/post 加正文就可以投一篇。",
    en="You haven't posted anything yet. /post with a text submits a post.",
)
NO_POSTS_HERE = Text(
    zh="你最近没有在这里投过稿。别处投的，私聊我发 /mypost 看。",
    en="You haven't posted anything here lately. Send me /mypost in private to see your other posts.",
)
MINE = Text(zh="你最近的投稿：", en="Your latest posts:")
MINE_LINE = Text(zh="#{id} {state}：{excerpt}", en="#{id} {state}: {excerpt}")
AHEAD = Text(zh="，前面还有 {count} 篇", en=", {count} ahead")
WITH_REASON = Text(zh="（{reason}）", en=" ({reason})")

TELL_REVIEW = Text(
    zh="投稿 #{id} 需要管理员看一下，结果会告诉你。",
    en="Post #{id} needs a look from an admin. I'll tell you the result.",
)
TELL_REJECTED = Text(
    zh="投稿 #{id} 没有通过。原因：{reason}。修改后可以再投。",
    en="Post #{id} was not accepted. Reason: {reason}. You can change it and post again.",
)
TELL_REJECTED_PLAINLY = Text(
    zh="投稿 #{id} 没有通过审核。修改后可以再投。",
    en="Post #{id} was not accepted. You can change it and post again.",
)
TELL_RETRACTED = Text(
    zh="投稿 #{id} 发布后被管理员撤下了。",
    en="An admin took post #{id} down after it was published.",
)
TELL_PUBLISHED = Text(zh="投稿 #{id} 已发布。", en="Post #{id} is published.")
TELL_POLISHED = Text(
    zh="投稿 #{id} 已发布，文字润色过。", en="Post #{id} is published, with polished wording."
)
TELL_REWRITTEN = Text(
    zh="投稿 #{id} 已发布，管理员改过文字。",
    en="Post #{id} is published; an admin changed its wording.",
)
SEE_POST = Text(zh="👉 查看", en="👉 See it")
CHANGES = Text(
    zh="改动（划掉的删去，粗体的加上）：",
    en="Changes (struck out: removed, bold: added):",
)
TELL_DEAD = Text(
    zh="投稿 #{id} 没能发布：{reason}。请告诉管理员，内容没有丢。",
    en="Post #{id} couldn't be published: {reason}. Please tell an admin; the text is not lost.",
)
BANNED = Text(
    zh="管理员暂停了你的投稿资格，这篇没有收下。有疑问请联系管理员。",
    en="An admin has suspended your posting, so I didn't take this one. If you have questions, please ask an admin.",
)


# Why a worker gave up on a post.
CHAT_GONE = Text(
    zh="机器人不能在发布的群或频道里发消息", en="the bot can't write in the chat it publishes to"
)
REFUSED = Text(zh="多次尝试都被平台拒绝", en="the platform refused it every time")
CRASHED = Text(zh="处理时多次中断", en="the bot was interrupted every time")

# To reviewers.
CARD_REVIEW = Text(zh="#{id} 待审核", en="#{id} is waiting for review")
TRUSTED_NOTICE = Text(
    zh="#{id} 已免审发布 · {name}：{excerpt}",
    en="#{id} was published without a review · {name}: {excerpt}",
)
UNDO = Text(zh="↩️ 撤回", en="↩️ Take back")
CARD_UNKNOWN = Text(
    zh="#{id} 不确定是否已发出。请到发布的群里看一眼：已经在了点“已发出”，没有就点“重发”。",
    en="#{id} may or may not have been delivered. Please look in the chat it is published in: press “Delivered” if it is there, “Send again” if not.",
)
CARD_OUTCOME = Text(zh="#{id} {state}", en="#{id} {state}")
CARD_BY = Text(zh=" · {name}", en=" · {name}")
CARD_VOID = Text(
    zh="#{id} 后来有变化，这张卡片作废了。需要审核时会有新的卡片，也可以用 /pending。",
    en="#{id} has changed since, so this card is no longer valid. If it needs a review, there is a new card; /pending shows it too.",
)
CARD_AUTHOR = Text(
    zh="作者：{name}（已发布 {published}，未通过 {rejected}）",
    en="Author: {name} (published {published}, rejected {rejected})",
)
CARD_VERDICT = Text(zh="自动检查（{provider}）：{finding}", en="Check ({provider}): {finding}")
CARD_REASON = Text(zh="理由：{reason}", en="Reason: {reason}")
CARD_POLISHED = Text(
    zh="下面是润色稿，通过就发这一版。",
    en="Below is the polished text; approving publishes it.",
)
CARD_OWN = Text(
    zh="下面是作者的原文，通过就发原文。",
    en="Below is the author's wording; approving publishes it.",
)
CARD_KEEPS_WORDING = Text(zh="作者要求不润色。", en="The author wants it left unpolished.")
CARD_POLISH_NOTES: dict[PolishNote, Text] = {
    "failed": Text("没有润色成，下面是原文。", "It couldn't be polished; below is the original."),
    "lost_facts": Text(
        "润色稿动了链接、名字或数字，没有采用，下面是原文。",
        "The polished text changed a link, a name or a number, so below is the original.",
    ),
    "too_long": Text(
        "润色稿太长，没有采用，下面是原文。",
        "The polished text was too long, so below is the original.",
    ),
    "rejected": Text(
        "润色稿没有通过检查，没有采用，下面是原文。",
        "The polished text didn't pass the check, so below is the original.",
    ),
}
CARD_TEXT_ABOVE = Text(
    zh="正文太长，在上一条消息里。", en="The text is too long for this card; see the message above."
)
CARD_NO_PICTURES = Text(
    zh="#{id} 的图片显示不出来，所以这里只能拒绝。/pending 会再试一次。",
    en="The pictures of #{id} can't be shown, so it can only be rejected here. /pending tries again.",
)
APPROVE = Text(zh="✅ 通过", en="✅ Approve")
REJECT = Text(zh="❌ 拒绝", en="❌ Reject")
REWRITE = Text(zh="✏️ 改后发", en="✏️ Reword")
BAN = Text(zh="🚫 封禁", en="🚫 Ban")
BAN_YES = Text(zh="🚫 确定拒绝并封禁作者", en="🚫 Yes, reject and ban")
BAN_NO = Text(zh="↩️ 返回", en="↩️ Back")
ASK_BAN = Text(
    zh="拒绝 #{id}，并且不再收 {name} 的投稿？请在卡片上确定。",
    en="Reject #{id} and take no more posts of {name}? Please confirm on the card.",
)
USE_OWN = Text(zh="↩️ 用原文", en="↩️ Use original")
USE_POLISHED = Text(zh="✨ 用润色稿", en="✨ Use polished")
POLISH = Text(zh="✨ 润色", en="✨ Polish")
OWN_CHOSEN = Text(zh="#{id} 改用原文。", en="#{id} now shows the author's wording.")
POLISHED_CHOSEN = Text(zh="#{id} 改用润色稿。", en="#{id} now shows the polished wording.")
POLISH_ASKED = Text(
    zh="#{id} 正在润色，好了会有新的卡片。", en="#{id} is being polished; a new card will follow."
)
PRESET_REASONS: dict[PresetReason, Text] = {
    "advert": Text("广告", "advertising"),
    "privacy": Text("隐私", "private data"),
    "unkind": Text("不友善", "unkind"),
    "repeat": Text("重复", "repeated"),
    "off_topic": Text("跑题", "off topic"),
    "unclear": Text("看不明白", "unclear"),
}
SENT = Text(zh="已发出", en="Delivered")
RESEND = Text(zh="重发", en="Send again")

NOT_REVIEWER = Text(zh="这个操作只有审核管理员能做。", en="Only reviewers can do this.")
APPROVE_USAGE = Text(
    zh="请写上稿件编号：/approve 12。/pending 列出待审的稿件。",
    en="Please give the number of the post: /approve 12. /pending lists the posts waiting for review.",
)
REJECT_USAGE = Text(
    zh="请写上稿件编号，理由可写可不写：/reject 12 广告。/pending 列出待审的稿件。",
    en="Please give the number of the post, and a reason if you like: /reject 12 advertising. /pending lists the posts waiting for review.",
)
NO_SUCH_POST = Text(
    zh="没有编号为 #{id} 的稿件。/pending 列出待审的稿件。",
    en="There is no post #{id}. /pending lists the posts waiting for review.",
)
ALREADY_BY = Text(
    zh="#{id} 已经由 {name} 处理：{state}。", en="{name} has already decided about #{id}: {state}."
)
ALREADY = Text(
    zh="#{id} 现在是“{state}”，不能这样处理。", en="#{id} is “{state}”, so this can't be done now."
)
OLD_BUTTON = Text(
    zh="这张卡片旧了，#{id} 后来有变化。请用 /pending 看最新的。",
    en="This card is out of date: #{id} has changed since. Please use /pending.",
)
LOOK_FIRST = Text(
    zh="#{id} 的这一版这里还没看过，请先看下面的卡片再决定。",
    en="This version of #{id} hasn't been shown here yet. Please read the card below, then decide.",
)
APPROVED = Text(zh="已通过 #{id}，马上发布。", en="#{id} is approved and will be published now.")
APPROVED_WHILE_PAUSED = Text(
    zh="已通过 #{id}。现在暂停中，/resume 之后发布。",
    en="#{id} is approved. Publishing is paused; the post goes out after /resume.",
)
REJECTED = Text(zh="已拒绝 #{id}，会告诉作者。", en="#{id} is rejected. I'll tell the author.")
REASON_ADDED = Text(
    zh="#{id} 的理由已告诉作者：{reason}。", en="I told the author of #{id} the reason: {reason}."
)
BANNED_BY_CARD = Text(
    zh="已拒绝 #{id}，不再收这位作者的投稿。/unban {author} 恢复。",
    en="#{id} is rejected, and its author can no longer submit posts. /unban {author} allows them again.",
)
REWRITE_PROMPT = Text(
    zh="✏️ #{id}：{name}，请回复这条消息，写出改后的全文，会直接发布。不改了就回复“算了”。",
    en="✏️ #{id}: {name}, reply to this message with the whole new text. It will be published directly. Or reply “never mind”.",
)
REWRITE_ORIGINAL = Text(
    zh="现在的文字（点一下可复制）：\n\n", en=" Current text (tap to copy):\n\n"
)
REWRITTEN = Text(
    zh="#{id} 按改后的文字发布，会告诉作者。发错了用 /undo {id} 撤下。",
    en="#{id} will be published with the new text, and I'll tell the author. If that was a mistake, /undo {id} takes it down.",
)
OWN_POST = Text(
    zh="#{id} 是你自己的投稿，请别的管理员来审。想拿回来用 /mypost。",
    en="#{id} is your own post, so another reviewer has to decide. /mypost lets you withdraw it.",
)
CONFIRMED = Text(zh="#{id} 记为已发布。", en="#{id} is recorded as published.")
RESENT = Text(zh="#{id} 重新发布。", en="#{id} is being published again.")
NOTHING_PENDING = Text(zh="没有待审的稿件。", en="No posts are waiting for review.")
PENDING = Text(
    zh="待审 {count} 篇，等得最久的在下面：",
    en="{count} posts are waiting; those that have waited longest are below:",
)
PENDING_MORE = Text(
    zh="还有 {count} 篇，处理完这些再发 /pending。",
    en="{count} more are waiting; send /pending again after these.",
)
REMINDER = Text(
    zh="⏰ 有 {count} 篇稿件等审核超过一小时了：{numbers}。/pending 查看。",
    en="⏰ {count} posts have been waiting for review for over an hour: {numbers}. /pending shows them.",
)
STATS = Text(zh="稿件统计", en="Posts")
STATS_LINE = Text(zh="{state}：{count}", en="{state}: {count}")
NO_STATS = Text(zh="还没有稿件。", en="There are no posts yet.")
