"""Memory of a running summary of the older exchanges, and of the newest ones as they were."""

from typing import Any

from langchain_classic.memory import ConversationSummaryBufferMemory
from langchain_core.messages import HumanMessage
from pydantic import Field

from bot.chains import prompts
from bot.chains.memory.folding import Folding, most_shown
from bot.chains.memory.history import ThreadMessageHistory
from bot.chains.memory.speakers import without_speakers
from bot.models.llm import Question, RunningSummary


class SummaryMemory(ConversationSummaryBufferMemory):
    """`ConversationSummaryBufferMemory` whose summary is stored, and written in the background.

    The parent keeps the summary in a field, and its `asave_context` waits for the model that writes
    it: 2,002 ms with a model that takes 2 s, here 0.6 ms (docs/decisions/0045).
    """

    chat_memory: ThreadMessageHistory
    folding: Folding = Field(exclude=True)
    window: int

    async def aload_memory_variables(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """Return the summary and the exchanges that are not in it, under `memory_key`."""
        messages = await self.chat_memory.aget_messages()
        # Last: what is folded between the two reads is then there twice, not missing.
        summary = await self.folding.summaries.read(self.chat_memory.question.thread)
        first = [HumanMessage(shown_summary(summary))] if summary else []
        return {self.memory_key: [*first, *messages]}

    async def aprune(self) -> None:
        """Let older exchanges be folded in the background, where there are enough."""
        self.folding.begin(self.chat_memory.question.thread, self.window)


def summary_memory(question: Question, folding: Folding, window: int) -> SummaryMemory:
    """The memory for one question."""
    return SummaryMemory(
        chat_memory=ThreadMessageHistory(folding.history, question, k=most_shown(window)),
        llm=folding.model,
        folding=folding,
        window=window,
        return_messages=True,
        input_key="question",
        output_key="answer",
    )


def shown_summary(summary: RunningSummary) -> str:
    """The summary as the model sees it: as data in a message of a person, whose words it is made of."""
    text = prompts.as_data(without_speakers(summary.text))
    return prompts.EARLIER.format(summary=text)
