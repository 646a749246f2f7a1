"""Greetings, help and the command menu."""

from bot.texts import Text

START = Text(
    zh="你好，{name}！我是群里的小助手，能做四件事：\n"
    "🐉 玩成语接龙：/idiom\n"
    "💬 回答问题：/ask\n"
    "📄 总结文件、链接：/summarize\n"
    "📮 帮你投稿：/post\n"
    "不用记命令，想做什么直接说，或者把文件发给我。",
    en="Hello {name}! I help out in groups, and can do four things:\n"
    "🐉 /idiom: play 成语接龙, the idiom chain game\n"
    "💬 /ask: answer questions\n"
    "📄 /summarize: sum up files and links\n"
    "📮 /post: submit a post for you\n"
    "No need to learn commands: just tell me, or send me a file.",
)
START_GAME = Text(zh="🐉 来一局接龙", en="🐉 Play a game")
START_HELP = Text(zh="❔ 怎么用", en="❔ Help")
HELP = Text(
    zh="直接跟我说话就行，也可以用命令：\n\n"
    "🐉 /idiom 成语接龙\n"
    "💬 /ask 提问，/stop 停下回答\n"
    "📄 /summarize 总结文件、链接、长文字\n"
    "📮 /post 投稿，/mypost 看进度\n"
    "⚙️ /settings 设置，/lang 换语言\n"
    "🔏 /privacy 我存了什么、怎么删\n",
    en="Just talk to me, or use a command:\n\n"
    "🐉 /idiom: the idiom chain game\n"
    "💬 /ask a question, /stop the answer\n"
    "📄 /summarize a file, link or text\n"
    "📮 /post a text, /mypost: your posts\n"
    "⚙️ /settings, /lang: the language\n"
    "🔏 /privacy: what I keep about you\n",
)
HELP_MORE = Text(zh="\n点按钮看详细用法。", en="\nThe buttons say more.")
HELP_REVIEW = Text(
    zh="🛡 /pending 待审稿件，/health 运行状况\n",
    en="🛡 /pending: posts to review, /health\n",
)
HELP_GROUP = Text(
    zh="🐉 /idiom 成语接龙，玩的时候直接发成语\n"
    "💬 /ask 提问，@我、回复我也行；/stop 停下\n"
    "📄 /summarize 总结链接、文字，或回复的文件\n"
    "📮 /post 投稿，/mypost 看进度\n"
    "🔏 /privacy 我存了什么\n",
    en="🐉 /idiom: the idiom chain; then just send idioms\n"
    "💬 /ask, mention me or reply to me; /stop the answer\n"
    "📄 /summarize a link, a text, or the file you reply to\n"
    "📮 /post a text, /mypost: your posts\n"
    "🔏 /privacy: what I keep\n",
)
HELP_GROUP_ADMIN = Text(
    zh="⚙️ 管理员：/settings 设置，/lang 语言，/persona 角色，/reset 忘掉对话\n",
    en="⚙️ Admins: /settings, /lang, /persona, /reset the conversation\n",
)
HELP_GROUP_MORE = Text(
    zh="\n没叫我的时候我不插话。详细用法发 /help 接龙、/help 总结 这样的，或私聊我发 /help。",
    en="\nI only speak when spoken to. For more send /help idiom, /help summary and so on, or /help in private.",
)
HELP_IN_OWN_LANGUAGE = Text(
    zh="\n中文说明：私聊我发 /help。",
    en="\nIn English: send me /help in private.",
)
"""For a person whose language is not that of the group."""
HELP_BACK = Text(zh="‹ 返回", en="‹ Back")
GROUP_GREETING = Text(
    zh="大家好！我能陪大家做这些：\n"
    "🐉 /idiom 玩成语接龙\n"
    "💬 /ask 回答问题，@我、回复我也行\n"
    "📄 /summarize 总结文件：回复那个文件\n"
    "📮 /post 投稿\n"
    "没叫我的时候我不插话。管理员用 /settings 调整。",
    en="Hello everyone! This is what I do:\n"
    "🐉 /idiom: the idiom chain game\n"
    "💬 /ask: questions; or mention me, or reply to me\n"
    "📄 /summarize: sums up the file you reply to\n"
    "📮 /post: submits a post\n"
    "I only speak when spoken to. Admins: /settings.",
)
GROUP_PRIVACY = Text(
    zh="\n想直接发成语接龙（不用命令），请让管理员把我设为管理员，或在 @BotFather 关闭隐私模式后重新拉我进群；否则请回复我的消息来接。",
    en="\nTo play without commands, make me an admin, or turn off privacy mode at @BotFather and add me again. Otherwise reply to my messages to play.",
)
FORWARDED = Text(
    zh="转发来的命令我不执行。需要的话，请自己发一条 /{name}。",
    en="I don't carry out commands that were forwarded. Please send /{name} yourself.",
)
UNKNOWN_COMMAND = Text(
    zh="没有 /{name} 这个命令，发 /help 看看我会什么。",
    en="There is no command /{name}. Send /help to see what I can do.",
)
MISTYPED_COMMAND = Text(
    zh="没有 /{name} 这个命令，你是想发 /{similar} 吗？",
    en="There is no command /{name}. Did you mean /{similar}?",
)

# Answers to plain words.
GREETING = Text(
    zh="你好，{name}！想做什么直接说就行，比如：\n"
    "🐉 来一局成语接龙\n"
    "💬 画蛇添足是什么意思？\n"
    "📄 总结一下（再发一份文件或一个链接）\n"
    "📮 帮我投稿：今天的晚霞真美\n"
    "/help 看怎么用。",
    en="Hello {name}! Just tell me what you would like, for example:\n"
    "🐉 let's play the idiom chain game\n"
    "💬 what does 画蛇添足 mean?\n"
    "📄 summarize this (with a file or a link)\n"
    "📮 submit this: the sunset is lovely today\n"
    "/help says more.",
)
SHORT_HELP = Text(
    zh="我会这些，直接说就行：\n"
    "🐉 成语接龙：“来一局接龙”\n"
    "💬 回答问题：“画蛇添足是什么意思？”\n"
    "📄 总结：发个文件，或“总结一下”加链接\n"
    "📮 投稿：“帮我投稿：正文”\n",
    en="I can do this; just tell me:\n"
    "🐉 the idiom chain: “let's play”\n"
    "💬 questions: “what does 画蛇添足 mean?”\n"
    "📄 summaries: send a file, or “summarize” and a link\n"
    "📮 posts: “submit this: your text”\n",
)
SHORT_HELP_MORE = Text(
    zh="想了解哪一项，就问我“怎么投稿”这样的问题；/help 看怎么用。",
    en="Ask me about any of them, like “how do I submit a post?”; /help says more.",
)
TOPICS: dict[str, Text] = {
    "idiom": Text(
        zh="🐉 说“来一局接龙”就开始，也可以“接龙：画蛇添足”由你开头。我出一个成语，你接一个以它最后一个字开头的。"
        "玩的时候直接发成语，还可以说“提示”“跳过”“认输”“规则”“排行”。\n\n"
        "/idiom 看局面\n"
        "/idiom 每日 每天一题\n"
        "/idiom 榜、/idiom 我的 看战绩\n"
        "/idiom 对战 @名字 单挑，/idiom 组队 分红蓝两队：都在群里玩\n"
        "/idiom 限时 60 每题计时\n"
        "/idiom 查 画蛇添足 看意思\n"
        "/idiom 加词 教我一个词典里没有的，管理员点头后大家都能接",
        en="🐉 Say “let's play the idiom game”, or open it yourself with “接龙：画蛇添足”. I play an idiom, and you answer with one that begins with its last character. "
        "Just send idioms, or say 提示 (hint), 跳过 (skip), 认输 (give up), 规则 (rules) or 排行 (scores).\n\n"
        "/idiom shows the game\n"
        "/idiom daily: one puzzle a day\n"
        "/idiom rank, /idiom me: points and records\n"
        "/idiom duel @name, /idiom teams: people of a group against each other\n"
        "/idiom limit 60 gives every turn 60 seconds\n"
        "/idiom look 画蛇添足: what it means\n"
        "/idiom add teaches me one that isn't in my dictionary, once an admin approves it",
    ),
    "ask": Text(
        zh="💬 想问什么直接发给我；在群里 @我，或回复我的消息，或者发 /ask 加问题。回答边写边显示，点 ⏹ 或发 /stop 就停下；/quota 看今天还能问几次。",
        en="💬 Just send me your question; in a group mention me, reply to me, or send /ask with the question. The answer appears while it is written; ⏹ or /stop ends it. /quota shows how many questions you have left today.",
    ),
    "summarize": Text(
        zh="📄 私聊里直接把文件发给我，或者发“总结一下”加链接、长文字；在群里回复那份文件或消息发 /summarize。\n\n"
        "· PDF、Word、PPT、表格、网页、文本都能读，最大 20 MB\n"
        "· 几份一起发、ZIP、几个链接：每份一个总结，再合起来一个\n"
        "· 想换个样子，就说“短一点”“列要点”“用英文”“点评”\n"
        "· 接着直接提问就行，群里请回复那份总结\n"
        "· 群里打开“群聊摘要”后：/summarize 3h、/summarize 200、/summarize 今天，或 @我 问“大家刚才聊了什么”",
        en="📄 In private just send me the file, or “summarize” with a link or a long text; in a group reply to the file or message with /summarize.\n\n"
        "· I read PDF, Word, PowerPoint, spreadsheets, web pages and text, up to 20 MB\n"
        "· Several files together, a ZIP or several links get a summary each, and one over all\n"
        "· For another kind say “shorter”, “bullet points”, “in Chinese” or “review”\n"
        "· Then just ask about it; in a group, as a reply to the summary\n"
        "· In a group with the chat digest on: /summarize 3h, /summarize 200, /summarize today, or mention me and ask “what did people talk about?”",
    ),
    "post": Text(
        zh="📮 发“帮我投稿：正文”，或 /post 加正文；要配图，就把文字写在图片的说明里。\n\n"
        "· 稿子先检查和润色，需要时由管理员审核，结果会告诉你\n"
        "· 不想润色：/post 原文 正文\n"
        "· 审核前改原消息，就会重新检查\n"
        "· /mypost 看进度、撤回\n"
        "· 一篇最多 4096 个字符，带图的最多 1024 个",
        en="📮 Send “submit this: your text”, or /post with the text; for a picture write it in the caption.\n\n"
        "· It is checked and polished, reviewed by an admin where needed, and you hear the result\n"
        "· /post as-is and the text: your wording is not polished\n"
        "· If you edit your message before the review, it is checked again\n"
        "· /mypost shows your posts and withdraws them\n"
        "· At most 4096 characters, with a picture 1024",
    ),
    "memory": Text(
        zh="🧹 我只记得这个聊天里最近的问答。\n\n"
        "/reset 让我忘掉这里的对话（群里限管理员）\n"
        "/forget 删除你在这里的对话和接龙积分\n"
        "/export 私聊发给你对话记录\n"
        "/privacy 看我存了什么、存多久",
        en="🧹 I only remember the last questions and answers of this chat.\n\n"
        "/reset makes me forget the conversation here (in groups, admins only)\n"
        "/forget deletes your conversation and your idiom points here\n"
        "/export sends you the conversation in private\n"
        "/privacy shows what I keep, and for how long",
    ),
    "quota": Text(
        zh="📊 /quota 看今天问了几次、还能问几次。接龙、投稿和帮助不占次数。",
        en="📊 /quota shows what you have used today, and what is left. The idiom game, posts and help cost nothing.",
    ),
    "group": Text(
        zh="👥 在群的“添加成员”里搜我的用户名，把我加进去就行。没叫我的时候我不插话：@我、回复我的消息或用命令，我才回答。",
        en="👥 Search for my username under “Add members” in your group. I only speak when spoken to: mention me, reply to me or use a command.",
    ),
}
"""What is said about one function; the keys are the topics of bot/commands/intent/topics.py."""
_REVIEW = Text(
    zh="🛡 审稿：按下卡片上的按钮立即生效（封禁会先问一次），“通过”发的就是卡片上的文字。\n"
    "/pending 待审的稿件\n"
    "/approve 编号 通过\n"
    "/reject 编号 理由 拒绝\n"
    "/undo 编号 撤下已发布的\n"
    "/audit 编号 一篇的记录；/audit 管理操作\n"
    "/deadletter 发布失败的；/deadletter retry 重试\n"
    "/pause 暂停检查和发布，/resume 继续\n"
    "/ban 不再收一个人的投稿，/unban 恢复：回复 TA 或写用户编号\n\n"
    "📊 机器人\n"
    "/health 运行状况\n"
    "/stats 统计和今天的用量\n"
    "/quota @名字 TA 的用量；后面写数字改每天的次数\n"
    "/pause model 停用大模型，/resume model 恢复\n"
    "/idiom 加词 看大家教的成语，/idiom 删词 删掉",
    en="🛡 Review: a button on a card acts at once (a ban asks first), and approving publishes the text that the card shows.\n"
    "/pending: posts waiting for review\n"
    "/approve ID\n"
    "/reject ID reason\n"
    "/undo ID takes down a published post\n"
    "/audit ID: the history of a post; /audit: admin actions\n"
    "/deadletter: failed posts; /deadletter retry tries them again\n"
    "/pause and /resume checking and publishing\n"
    "/ban and /unban a person's posts: as a reply, or with a user ID\n\n"
    "📊 The bot\n"
    "/health: how the bot is\n"
    "/stats: posts, and today's use of models\n"
    "/quota @name: a person's use; a number after it sets their requests a day\n"
    "/pause model and /resume model: the language model\n"
    "/idiom add: idioms that members proposed; /idiom del removes one",
)
_SETTINGS = Text(
    zh="⚙️ 这里的设置（群里限管理员）：\n\n"
    "/settings 语言、接龙规则、什么时候说话等\n"
    "/lang 换语言\n"
    "/persona 换角色\n"
    "/model 换模型",
    en="⚙️ The settings of this chat (in groups, admins only):\n\n"
    "/settings: the language, the idiom rules, when I react and more\n"
    "/lang changes the language\n"
    "/persona changes the persona that answers\n"
    "/model changes the model",
)
PAGES: dict[str, Text] = TOPICS | {"settings": _SETTINGS, "review": _REVIEW}
"""What /help has to say in detail."""
PAGE_LABELS: dict[str, Text] = {
    "idiom": Text("🐉 接龙", "🐉 Idioms"),
    "ask": Text("💬 提问", "💬 Ask"),
    "summarize": Text("📄 总结", "📄 Summary"),
    "post": Text("📮 投稿", "📮 Posts"),
    "memory": Text("🧹 记忆", "🧹 Memory"),
    "settings": Text("⚙️ 设置", "⚙️ Settings"),
    "group": Text("👥 进群", "👥 Groups"),
    "review": Text("🛡 管理", "🛡 Review"),
}

# Questions for what a wish lacks.
SEND_POST = Text(
    zh="好，请把要投稿的文字发给我（配图就发图片，文字写在说明里）。不投了就说“算了”。下次也可以直接发 /post 加正文。",
    en="OK, please send me the text of your post (or a picture with the text as its caption). Say “never mind” to cancel. Next time you can also send /post with the text.",
)
SEND_DOCUMENT = Text(
    zh="好，把要总结的文件、链接或长文字发给我。不用了就说“算了”。",
    en="OK, send me the file, the link or the long text to summarise. Say “never mind” to cancel.",
)
SEND_AS_REPLY = Text(
    zh="\n在群里请回复这条消息来发，我才知道是给我的。",
    en="\nIn this group please send it as a reply to this message.",
)
WAITING = Text(zh="好，我等着。", en="OK, I'm waiting.")
NOT_AWAITED = Text(zh="好，那就算了。", en="OK, never mind.")

MENU: dict[str, Text] = {
    "idiom": Text("成语接龙：我出一个，你来接", "Idiom chain: the bot starts, you continue"),
    "ask": Text("提问，答案逐字显示", "Ask a question"),
    "summarize": Text("总结文件、链接或长消息", "Summarise a document"),
    "post": Text("投稿", "Submit a post"),
    "mypost": Text("我的稿件：进度与撤回", "Your posts: progress, withdraw"),
    "stop": Text("停下正在写的回答", "Stop the answer being written"),
    "reset": Text("忘掉这里的对话", "Forget the conversation here"),
    "export": Text("导出这里的对话", "Export the conversation here"),
    "forget": Text("删除我的对话和接龙积分", "Delete your conversation and idiom points"),
    "help": Text("怎么用我", "How to use me"),
    "start": Text("认识一下", "Say hello"),
    "quota": Text("今天用了多少", "What you used today"),
    "persona": Text(
        "换角色：物理老师、起名顾问等", "Choose who answers: a physics teacher, a name adviser…"
    ),
    "model": Text("换模型", "Choose the model"),
    "privacy": Text("我存了什么、存多久、谁看得到", "What I keep, for how long, and who reads it"),
    "settings": Text(
        "这里的设置：语言、接龙规则等", "Settings of this chat: language, idiom rules and more"
    ),
    "lang": Text("换语言", "Change the language"),
    "pending": Text("待审的稿件", "Posts waiting for review"),
    "approve": Text("通过：/approve 编号", "Approve: /approve ID"),
    "reject": Text("拒绝：/reject 编号 理由", "Reject: /reject ID reason"),
    "stats": Text("统计", "Statistics"),
    "health": Text("运行状况", "Health of the bot"),
    "undo": Text("撤下已发布的：/undo 编号", "Take down a published post: /undo ID"),
    "audit": Text(
        "管理操作；一篇稿件的记录：/audit 编号", "Admin actions; history of a post: /audit ID"
    ),
    "deadletter": Text("发布失败的稿件与重试", "Failed posts; try them again"),
    "pause": Text("暂停检查和发布", "Pause checking and publishing"),
    "resume": Text("继续检查和发布", "Resume checking and publishing"),
    "ban": Text("不再收一个人的投稿：回复 TA 或写编号", "Block a person's posts: reply or user ID"),
    "unban": Text("恢复一个人的投稿资格", "Allow a person's posts again"),
}
"""The description of each command (at most 256 characters: Bot API BotCommand)."""

REVIEW_COMMANDS = frozenset(
    {
        "pending",
        "approve",
        "reject",
        "stats",
        "health",
        "undo",
        "audit",
        "deadletter",
        "pause",
        "resume",
        "ban",
        "unban",
    }
)
"""The commands of the menu that only reviewers may use."""
