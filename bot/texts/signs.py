"""Texts that say that an answer is under way."""

from bot.texts import Text

THINKING = Text(zh="思考中…", en="Thinking…")
SILENT = Text(
    zh="{status}\n（{seconds} 秒没有动静了，还在等。）",
    en="{status}\n(Nothing for {seconds} s; still waiting.)",
)
