"""Makes the question to a model of what a person wrote."""

from bot.models.answer_choices import AnswerChoices
from bot.models.chat import Request
from bot.models.llm import Question
from bot.models.usage import Caller


def question_of(request: Request, choices: AnswerChoices, replaces: int | None) -> Question:
    """The text of the request with the message that it replies to, answered as its chat has chosen.

    `replaces`: the update of the answer whose place the new one takes; None: it is no other version.
    """
    return Question(
        request.thread,
        request.text,
        Caller.of(request),
        quoted=request.quoted.text if request.quoted else "",
        speaker=request.sender if request.chat_kind == "group" else None,
        language=request.language,
        cause=request.update_id,
        replaces=replaces,
        options=choices.options(request.settings),
    )
