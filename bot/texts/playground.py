"""Texts of the playground's page: why something that a person did there is refused."""

from bot.texts import Text

NO_PERSON = Text(zh="没有这个人：{id}。", en="There is no user {id}.")
NO_CHAT = Text(zh="没有这个聊天：{id}。", en="There is no chat {id}.")
NOT_IN_CHAT = Text(zh="{name} 不在这个聊天里。", en="{name} is not in this chat.")
NO_MESSAGE = Text(
    zh="没有这条消息，可能已经删了。", en="There is no such message; it may be deleted."
)
NO_FILE = Text(zh="没有这个文件。", en="There is no such file.")
NO_BUTTON = Text(
    zh="这条消息已经没有这个按钮了。", en="The message does not have this button any more."
)
NO_TOPIC = Text(zh="没有这个开着的话题。", en="There is no such open topic.")
READ_ONLY = Text(zh="频道里只有管理员能发言。", en="Only administrators write in a channel.")
MIGRATED = Text(zh="这个群已经升级为超级群 {id}。", en="The group became the supergroup {id}.")
NOT_OWN_TEXT = Text(
    zh="只能编辑自己发的文字消息。", en="Only one's own text messages can be edited."
)
NO_TEXT = Text(zh="消息里要有文字。", en="A message needs some text.")
TEXT_TOO_LONG = Text(
    zh="最多 {limit} 个字符（UTF-16）。", en="A text has at most {limit} UTF-16 units."
)
EMPTY_FILE = Text(zh="文件是空的，或者没有收到。", en="The file is missing or empty.")
NO_PICTURE = Text(
    zh="这不是 PNG 或 JPEG 图片，请当作文件发送。",
    en="This is no PNG or JPEG picture; send it as a file.",
)
BAD_VALUE = Text(zh="请求里的值不对：{reason}", en="The request has a wrong value: {reason}")
BAD_PLACE = Text(zh="没有这样的经纬度。", en="There is no such place on Earth.")
BAD_STICKER = Text(zh="没有这张贴纸。", en="There is no such sticker.")
BAD_NAME = Text(zh="名字要有 1 到 {limit} 个字。", en="A name has 1 to {limit} characters.")
TOO_MANY = Text(
    zh="已经有 {limit} 个人了；“重新开始”会让新加的人离开。",
    en="There are {limit} people already; “Start over” removes those that were added.",
)
NOT_JSON = Text(zh="请求体要用 application/json。", en="Send application/json.")
