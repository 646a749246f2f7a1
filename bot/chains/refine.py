"""Reads a long document part after part, each with the summary of those before it: refine."""

from collections.abc import AsyncGenerator, Mapping, Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableConfig

from bot.chains import prompts
from bot.chains.chunks import stream_chunks
from bot.chains.text_splitter import Part
from bot.models.llm import Chunk, Progress


async def refine(
    model: BaseChatModel,
    parts: Sequence[Part],
    values: Mapping[str, str],
    config: RunnableConfig,
) -> AsyncGenerator[Chunk | Progress, None]:
    """Report each part, and stream the last call, whose summary is of all of them."""
    step = prompts.REFINED_SUMMARY | model | StrOutputParser()
    draft = ""
    for number, part in enumerate(parts, 1):
        yield Progress(number - 1, len(parts))
        asked = {
            **values,
            "draft": prompts.as_data(draft),
            "text": prompts.as_data(part.text),
            "part": number,
            "parts": len(parts),
        }
        if number < len(parts):
            draft = await step.ainvoke(asked, config)
        else:
            messages = await prompts.REFINED_SUMMARY.ainvoke(asked)
            async for chunk in stream_chunks(model, messages, config):
                yield chunk
