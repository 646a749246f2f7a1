"""POST /chat and POST /summarize: answers, whole or streamed."""

from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse

from bot.api.answers import Query
from bot.api.bodies import Answer, ChatBody, Personas, SummarizeBody
from bot.api.context import Context, Here, failures, streamed, whole_text
from bot.api.event_stream import ChatRenderer
from bot.api.options import AUTO
from bot.api.running_answer import Event
from bot.api.turn import Turn
from bot.errors import BadRequest
from bot.models.document import Document
from bot.texts import api as texts

router = APIRouter(tags=["chat"])

_STREAM_EXAMPLE = (
    'data: {"text":"天空","message_id":"4503599627370497","conversation_id":"k3Jx0f3aQ2m1ZrT8"}\n\n'
    "data: [DONE]\n\n"
)
_ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream` server-sent events: pieces, `event: progress`, "
        "`data: [ERROR] sentence`, and at last `data: [DONE]`.",
        "model": Answer,
        "content": {EventSourceResponse.media_type: {"example": _STREAM_EXAMPLE}},
    }
}


@router.post("/chat", response_model=None, responses={**_ANSWERED, **failures(404, 429)})
async def chat(body: ChatBody, here: Here) -> Answer | Response:
    """Answer a question in a conversation."""
    services = here.services
    options = services.choices.of(body)
    turn = await services.turns.begin(here.key, here.language, body.conversation_id)
    routed = body.prompt_name == AUTO
    query = Query(body.query, routed, options, body.document_id or "")
    events = services.answers.events(turn, query)
    return await _respond(here, turn, body.query, events, stream=body.stream)


@router.post("/summarize", response_model=None, responses={**_ANSWERED, **failures(404, 429)})
async def summarize(body: SummarizeBody, here: Here) -> Answer | Response:
    """Summarise a document that was uploaded, a link, or a text."""
    given = [source for source in (body.document_id, body.url, body.text) if source]
    if len(given) != 1:
        raise BadRequest(texts.ONE_SOURCE)
    answers = here.services.answers
    turn = await here.services.turns.begin(here.key, here.language, body.conversation_id)
    if body.url:
        events = answers.summarize_link(turn, body.url)
    elif body.text:
        events = answers.summarize(turn, Document(body.text))
    else:
        events = answers.summarize(turn, await answers.document(turn, body.document_id or ""))
    title = texts.SUMMARY_TITLE.to(here.language, name=(body.url or body.text or "")[:100])
    return await _respond(here, turn, title, events, stream=body.stream)


@router.get("/personas", responses=failures())
async def personas(here: Here) -> Personas:
    """What `prompt_name` and `model_name` may be."""
    choices = here.services.choices
    return Personas(prompts=choices.prompt_names, models=list(choices.offered.models))


async def _respond(
    here: Context, turn: Turn, title: str, events: AsyncGenerator[Event, None], *, stream: bool
) -> Answer | Response:
    running = here.services.turns.run(turn, title, events)
    if stream:
        return await streamed(here.request, running, ChatRenderer(turn))
    text = await whole_text(here.request, running)
    return Answer(text=text, message_id=turn.message_id, conversation_id=turn.conversation_id)
