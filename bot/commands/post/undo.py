"""/undo: an admin takes a published post down."""

from dataclasses import dataclass

from bot.commands.post.permissions import parse_id_and_rest, require_reviewer
from bot.commands.post.review import parse_action
from bot.errors import (
    ChatGone,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUnknown,
    PostError,
)
from bot.models.chat import ButtonPress, Person, Request
from bot.models.post import Post
from bot.models.post_states import POST_STATES
from bot.moderation.decisions import Decisions
from bot.ports.chat import Messenger, Permissions, Reply
from bot.texts import administration as texts


@dataclass(frozen=True, slots=True)
class UndoCommands:
    """Deletes what was published. The right is asked for each time.

    Args:
        decisions: moves posts.
        permissions: who may.
        messenger: deletes published messages.
    """

    decisions: Decisions
    permissions: Permissions
    messenger: Messenger

    async def undo(self, request: Request, reply: Reply) -> None:
        """`/undo ID`: delete the published message and tell the author.

        The message goes first: where Telegram refuses, the post stays published, and where a crash
        comes between, the command can be given again. A bot deletes its own messages within 48 hours
        (Bot API: deleteMessage), later only where it may delete those of others.
        """
        await require_reviewer(self.permissions, request.sender.id)
        post_id, _ = parse_id_and_rest(request.text, texts.UNDO_USAGE)
        await self._undo(await self.decisions.find(post_id), request.sender)
        await reply.send(texts.UNDONE.to(request.language, id=post_id))

    async def undo_pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`review:undo:<id>:<version>`: the same, below the notice about a trusted author's post."""
        await require_reviewer(self.permissions, press.sender.id)
        post_id, _ = parse_action(press)
        await self._undo(await self.decisions.find(post_id), press.sender)
        await reply.answer_press(texts.UNDONE.to(press.sender.language, id=post_id))

    async def _undo(self, post: Post, by: Person) -> None:
        if post.state != "published":
            raise PostError(texts.NOT_PUBLISHED, id=post.id, state=POST_STATES[post.state].name)
        await self._delete(post)
        await self.decisions.retract(post, by=by)

    async def _delete(self, post: Post) -> None:
        if post.published_chat_id is None or post.published_message_id is None:
            raise PostError(texts.UNDO_BY_HAND, id=post.id)
        try:
            for message_id in (post.published_message_id, *post.published_album_ids):
                await self.messenger.delete(post.published_chat_id, message_id)
        except ChatGone as error:
            raise PostError(texts.UNDO_NO_ACCESS, id=post.id) from error
        except DeliveryPostponed:
            raise  # the command is run again when the chat may be called
        except DeliveryRefused as error:
            raise PostError(texts.UNDO_TOO_OLD, id=post.id) from error
        except DeliveryUnknown as error:
            raise PostError(texts.UNDO_UNSURE, id=post.id) from error
