"""GET, DELETE /conversations: what was said, as long as it is kept."""

from fastapi import APIRouter

from bot.api.bodies import ConversationInfo, ConversationList, Messages, StoredMessage
from bot.api.context import Here, failures
from bot.errors import Forbidden
from bot.texts import api as texts

router = APIRouter(prefix="/conversations", tags=["conversations"])


@router.get("", responses=failures(403))
async def list_conversations(here: Here) -> ConversationList:
    """The conversations of the key, the last used first. Not for public keys, which many share."""
    if here.key.is_public:
        raise Forbidden(texts.NO_LIST)
    found = await here.services.turns.recent(here.key)
    return ConversationList(
        conversations=[
            ConversationInfo(conversation_id=row.id, title=row.title, used_at=row.used_at_s)
            for row in found
        ]
    )


@router.get("/{conversation_id}", responses=failures(404), response_model_exclude_none=True)
async def read_conversation(conversation_id: str, here: Here) -> Messages:
    """What was said in a conversation of the key, the oldest message first."""
    messages: list[StoredMessage] = []
    for exchange in await here.services.turns.exchanges(here.key, conversation_id):
        messages.append(StoredMessage(role="user", content=exchange.question))
        shown, stopped = exchange.answer + exchange.sources, True if exchange.stopped else None
        messages.append(StoredMessage(role="assistant", content=shown, stopped=stopped))
    return Messages(messages=messages)


@router.delete("/{conversation_id}", status_code=204, responses=failures(404))
async def delete_conversation(conversation_id: str, here: Here) -> None:
    """Forget a conversation of the key."""
    await here.services.turns.delete(here.key, conversation_id)
