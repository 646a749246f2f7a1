"""Texts that several commands use, above all about failures."""

from bot.texts import Text

INTERNAL = Text(
    zh="出了点意外，这次没办成。请稍后再试一次。",
    en="Something went wrong and I couldn't do that. Please try again in a moment.",
)
CONTINUES_SOON = Text(
    zh="（机器人正在重启，马上接着写。）", en="(I'm restarting and will continue in a moment.)"
)
STORAGE_DOWN = Text(
    zh="存储暂时连不上，这条消息还没有处理。请过几秒再发一次。",
    en="I can't reach my storage right now, so I couldn't handle this. Please send it again in a few seconds.",
)
TOO_MANY_WAITING = Text(
    zh="你还有 {count} 条消息没处理完，之后发的这些没有收下。等前面的处理完再发吧。",
    en="{count} of your messages are still waiting, so I didn't take the ones you sent after them. Please wait until those are done.",
)
REPLIES_DROPPED = Text(
    zh="这里找我的人太多，有些回复等了一分钟还发不出来，就不发了。请过一会儿再试，或私聊我。",
    en="So many people asked me here that some replies couldn't be sent within a minute, so I dropped them. Please try again later or message me in private.",
)
FILE_TOO_BIG = Text(
    zh="这个文件有 {size_mb} MB，机器人最多只能下载 20 MB。请拆小或压缩后再发。",
    en="This file is {size_mb} MB, and a bot can only download up to 20 MB. Please split or compress it.",
)
STALE_BUTTON = Text(zh="这个按钮已经失效了。", en="This button no longer works.")
MODEL_THROTTLED = Text(
    zh="现在请求太多，请稍后再试。",
    en="There are too many requests right now. Please try again later.",
)
MODEL_BLOCKED = Text(
    zh="这个内容模型不能回答，请换个说法或换个问题。",
    en="The model won't answer this. Please rephrase it or ask something else.",
)
MODEL_AUTH = Text(
    zh="模型服务拒绝了机器人的密钥，请告诉管理员检查配置。",
    en="The model service rejected my key. Please ask an admin to check the configuration.",
)
MODEL_QUOTA = Text(
    zh="模型的额度用完了，请告诉管理员充值。",
    en="The model's quota is used up. Please ask an admin to top it up.",
)
MODEL_UNAVAILABLE = Text(
    zh="模型服务暂时没有响应，请稍后再试。",
    en="The model service isn't responding right now. Please try again later.",
)
MODEL_CUT = Text(
    zh="回答在中途断开了，上面是已收到的部分。可以再问一次。",
    en="The answer was cut off; what arrived is above. You can ask again.",
)
MODEL_FULL = Text(
    zh="（回答到了长度上限，只写到这里。说“继续”，我就接着写。）",
    en="(The answer reached the length limit. Say “go on” and I will.)",
)
MODEL_SILENT = Text(
    zh="模型这次什么也没说，请换个说法再问一次。",
    en="The model didn't say anything this time. Please rephrase it and ask again.",
)
MODEL_TOO_LONG = Text(
    zh="内容太长，模型一次读不下。请缩短后再试。",
    en="This is too long for the model to read at once. Please shorten it and try again.",
)
MODEL_REFUSED = Text(
    zh="模型服务不接受机器人的请求，请告诉管理员检查模型名称（llm.model）。",
    en="The model service doesn't accept my requests. Please ask an admin to check the model name (llm.model).",
)

IMAGE_TOO_BIG = Text(
    zh="这张图片太大了，我最多能看 {limit} MB 的。当照片发（不当文件发）就会变小。",
    en="This picture is too big; I can look at {limit} MB at most. Sent as a photo (not as a file) it becomes smaller.",
)
