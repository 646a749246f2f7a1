"""A summary with comments: one sequential pipeline of translation, summary, comments and reply."""

import re
from operator import itemgetter

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableBranch, RunnablePassthrough

from bot.chains import prompts

_MAX_TRANSLATED_CHARS = 6000
"""A longer text is summarised in the language asked for; its translation would be cut off."""
_LETTERS = {
    "English": re.compile(r"[A-Za-z]+"),
    "简体中文": re.compile(r"[\u3400-\u9fff]"),
    "繁體中文": re.compile(r"[\u3400-\u9fff]"),
}
_OTHER_SCRIPT = {
    "English": re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0400-\u04ff]"),
    "简体中文": re.compile(r"[A-Za-z]+|[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff]"),
    "繁體中文": re.compile(r"[A-Za-z]+|[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff]"),
}


def review_pipeline(model: BaseChatModel) -> Runnable[dict[str, str], PromptValue]:
    """From the values of a summary, with `text` as data, to the messages whose answer is the review."""
    answer = model | StrOutputParser() | prompts.as_data
    translated = RunnableBranch(
        (needs_translation, prompts.TRANSLATION | answer), itemgetter("text")
    )
    return (
        RunnablePassthrough.assign(text=translated)
        | RunnablePassthrough.assign(summary=prompts.SUMMARY | answer)
        | RunnablePassthrough.assign(comments=prompts.COMMENTS | answer)
        | prompts.REVIEW
    )


def needs_translation(values: dict[str, str]) -> bool:
    """Is a short text in another script than that of the language, for the most part?

    >>> needs_translation({"text": "The fox sleeps.", "language": "简体中文"})
    True
    """
    text, language = values["text"], values["language"]
    if len(text) > _MAX_TRANSLATED_CHARS or language not in _LETTERS:
        return False
    return len(_OTHER_SCRIPT[language].findall(text)) > len(_LETTERS[language].findall(text))
