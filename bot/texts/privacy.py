"""Texts of /privacy."""

from bot.texts import Text

KEPT = Text(
    zh="🔏 这里我存了什么\n\n"
    "💬 对话：问我的话和我的回答，最多 {exchanges} 轮；30 天没有新的就全部删除。\n"
    "📄 文档：让我总结或回答的文件、链接里的文字，最后一次用到之后 {document_hours} 小时。\n"
    "🖼 相册：图片编号和说明留 1 天，好把整个相册当成一条消息。\n"
    "🐉 接龙：每一局 30 天，结束的一局留 1 天用来画图；名字、积分和纪录一直留着；每日一题的成绩 400 天。\n"
    "📮 投稿：处理完之后 180 天；审核和管理操作有记录，留得更久。\n"
    "📊 用量：问了几次、用了多少，2 天。@名字和编号的对应，30 天。\n"
    "⚙️ 这里的设置：一直留着。处理失败的消息：最多 30 天。\n"
    "{digest}\n\n"
    "👀 谁看得到\n{who_reads}{censor}\n\n"
    "🧹 怎么删\n/forget 删除你在这里的对话和含它的摘要、你发的文档和相册、接龙的名字、积分、纪录和每日一题的成绩、群聊摘要里你说过的话。"
    "处理完的稿件和审核记录会留着，上面只有你的编号；没处理完的用 /mypost 撤回。/export 把你的对话发给你。",
    en="🔏 What I keep here\n\n"
    "💬 Conversation: what I was asked and my answers, at most {exchanges} exchanges; all deleted after 30 days without a new one.\n"
    "📄 Documents: the text of files and links that I summarised or answered from, for {document_hours} hours after its last use.\n"
    "🖼 Albums: the ids of their pictures and the caption, for 1 day, so that I can handle an album as one message.\n"
    "🐉 Idiom game: a game for 30 days, one that is over for a day, to draw its picture; names, points and records until they are deleted; results of daily puzzles 400 days.\n"
    "📮 Posts: 180 days after the decision; what reviewers and admins ordered is on record for longer.\n"
    "📊 Use: how much was asked, 2 days. Which @name has which ID, 30 days.\n"
    "⚙️ The settings of this chat: until they are changed. Messages that I failed to handle: at most 30 days.\n"
    "{digest}\n\n"
    "👀 Who reads it\n{who_reads}{censor}\n\n"
    "🧹 How to delete it\n/forget deletes your conversation here and the summaries made of it, the documents and albums you sent, your name, points, records and daily puzzles in the idiom game, and what I kept of you for the chat digest. "
    "Decided posts and the records of their review stay, with your ID alone; /mypost withdraws the others. /export sends you your conversation.",
)
DIGEST_ON = Text(
    zh="📒 群聊摘要：开着。大家发的文字最多最近 {count} 条，留 {hours} 小时，备份里没有。说“不要记录我”就不再记你。",
    en="📒 Chat digest: on. At most the last {count} texts that people sent here, for {hours} hours, and in no backup. Say “don't record me” to be left out.",
)
DIGEST_OFF = Text(
    zh="📒 群聊摘要：关着，大家说的话我不记。",
    en="📒 Chat digest: off. I don't keep what people say.",
)
NO_DIGEST = Text(
    zh="📒 我只在打开了群聊摘要的群里记大家说的话，私聊里没有。",
    en="📒 I keep what people say only in groups with the chat digest on, never in private chats.",
)
BAIDU = Text(
    zh="\n投稿会先发给百度智能云的内容审核。",
    en="\nPosts are first sent to Baidu AI Cloud's content check.",
)
