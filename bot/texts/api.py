"""Texts of the HTTP chat: why a request is refused."""

from bot.texts import Text

NO_KEY = Text(
    zh="请求里没有有效的密钥：请带上 Authorization: Bearer KEY。",
    en="The request has no valid key: send Authorization: Bearer KEY.",
)
OTHER_SITE = Text(
    zh="没有设置密钥（BOT_API_KEYS）时，只回应本机自己的页面和程序。",
    en="Without keys (BOT_API_KEYS) only this machine's own pages and programs are served.",
)
NO_LIST = Text(
    zh="公开的密钥由很多人共用，不能列出会话。",
    en="A public key is shared by many people, so it cannot list conversations.",
)
NO_ROUTE = Text(zh="没有这个地址，见 /docs。", en="There is no such address; see /docs.")
NO_METHOD = Text(
    zh="这个地址不支持这种请求方法，见 /docs。",
    en="This address does not take that method; see /docs.",
)
NOT_HTTP = Text(zh="这不是有效的 HTTP/1.1 请求。", en="This is no valid HTTP/1.1 request.")
NO_CONVERSATION = Text(zh="没有这个会话。", en="There is no such conversation.")
NO_DOCUMENT = Text(
    zh="没有这份文档，或者保存时间已过。请重新上传。",
    en="There is no such document, or it is no longer kept. Please upload it again.",
)
BODY_TOO_BIG = Text(
    zh="请求体太大，最多 {limit_kb} KB。", en="The body is too big: at most {limit_kb} KB."
)
NOT_JSON = Text(
    zh="请求体不是有效的 JSON（UTF-8，Content-Type: application/json）。",
    en="The body is not valid JSON (UTF-8, Content-Type: application/json).",
)
BAD_FIELD = Text(
    zh="请求体的 {field} 不符合要求：{reason}。", en="{field} of the body is not valid: {reason}."
)
NO_BODY = Text(zh="请求体", en="the body itself")
REASONS: dict[str, Text] = {
    "missing": Text(zh="缺少这一项", en="it is missing"),
    "string_type": Text(zh="应为字符串", en="it must be a string"),
    "string_unicode": Text(zh="含有不成对的代理字符", en="it has an unpaired surrogate"),
    "string_too_long": Text(zh="太长", en="it is too long"),
    "string_too_short": Text(zh="不能为空", en="it must not be empty"),
    "int_type": Text(zh="应为整数", en="it must be an integer"),
    "float_type": Text(zh="应为数字", en="it must be a number"),
    "finite_number": Text(zh="应为有限的数字", en="it must be a finite number"),
    "bool_type": Text(zh="应为 true 或 false", en="it must be true or false"),
    "list_type": Text(zh="应为数组", en="it must be an array"),
    "too_long": Text(zh="项数太多", en="it has too many items"),
    "too_short": Text(zh="项数太少", en="it has too few items"),
    "model_attributes_type": Text(zh="应为对象", en="it must be an object"),
    "model_type": Text(zh="应为对象", en="it must be an object"),
    "literal_error": Text(zh="不是允许的值", en="it is not one of the values allowed"),
    "less_than_equal": Text(zh="太大", en="it is too large"),
    "greater_than_equal": Text(zh="太小", en="it is too small"),
    "nul": Text(zh="含有 NUL 字符", en="it has a NUL character"),
    "blank": Text(zh="不能为空", en="it must not be empty"),
}
WRONG = Text(zh="类型或取值不对", en="its type or value is wrong")
UNKNOWN_MODEL = Text(
    zh="没有名为 {name} 的模型，可用的有：{known}。",
    en="There is no model {name}; there are: {known}.",
)
UNKNOWN_PROMPT = Text(
    zh="没有名为 {name} 的 prompt_name，可用的有：{known}。",
    en="There is no prompt_name {name}; there are: {known}.",
)
NO_FILE = Text(
    zh="上传要用 multipart/form-data，并有一个带文件名的 file 字段。",
    en="An upload must be multipart/form-data with a field “file” that has a filename.",
)
UPLOAD_SLOW = Text(zh="上传太慢，已中止。", en="The upload took too long and was ended.")
ONE_SOURCE = Text(
    zh="document_id、url、text 必须且只能给一个。",
    en="Give exactly one of document_id, url and text.",
)
NO_QUESTION = Text(
    zh="messages 的最后一条要是 user 说的文字。",
    en="The last of messages must be a text of the user.",
)
ONLY_TEXT = Text(
    zh="messages 里只能有文字，读不了图片和声音。",
    en="messages can hold text only; I cannot read images or audio.",
)
NOT_OFFERED = Text(
    zh="这里不支持 {field}，请去掉这个字段。",
    en="{field} is not supported here; please leave it out.",
)
STOPPING = Text(
    zh="服务正在重启，回答没有写完。请稍后再问一次。",
    en="The service is restarting, and the answer was not finished. Please ask again in a moment.",
)
NO_COMMAND = Text(
    zh="这里没有 /{name} 这个命令。这里有：{known}。",
    en="There is no command /{name} here; there are: {known}.",
)
SUMMARY_TITLE = Text(zh="总结 {name}", en="Summary of {name}")
