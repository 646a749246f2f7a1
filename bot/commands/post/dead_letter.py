"""/deadletter: admins list the posts and updates that were given up, and try them again."""

from dataclasses import dataclass

from bot.commands.dead_updates import DeadUpdateCommands
from bot.commands.post.own_posts import excerpt_of
from bot.commands.post.permissions import (
    parse_id_and_rest,
    require_confidential_chat,
    require_reviewer,
)
from bot.errors import PostError
from bot.models.chat import Request
from bot.moderation.decisions import Decisions
from bot.ports.chat import Permissions, Reply
from bot.ports.posts import ReviewQueue
from bot.texts import administration as texts

_SHOWN = 20
_MAX_RETRIED = 500


@dataclass(frozen=True, slots=True)
class DeadLetterCommands:
    """The dead letter of posts. The right is asked for each time.

    Args:
        queue: what was given up.
        decisions: moves posts.
        permissions: who may.
        updates: `/deadletter inbox`.
    """

    queue: ReviewQueue
    decisions: Decisions
    permissions: Permissions
    updates: DeadUpdateCommands

    async def deadletter(self, request: Request, reply: Reply) -> None:
        """`/deadletter`: list the posts that were given up; `retry [ID]`: take them up again.

        `/deadletter inbox`: the same for updates, with `retry ID` and `clear`.
        """
        await require_reviewer(self.permissions, request.sender.id)
        verb, _, rest = request.text.strip().partition(" ")
        if verb.lower() == "retry":
            await self._retry(rest.strip(), request, reply)
        elif verb.lower() == "inbox":
            await require_confidential_chat(self.permissions, request, "deadletter inbox")
            await self.updates.run(rest.strip(), request, reply)
        elif verb:
            raise PostError(texts.DEADLETTER_USAGE)
        else:
            await self._list_dead(request, reply)

    async def _list_dead(self, request: Request, reply: Reply) -> None:
        await require_confidential_chat(self.permissions, request, "deadletter")
        posts = await self.queue.waiting("dead", _SHOWN)
        if not posts:
            await reply.send(texts.NOTHING_DEAD.to(request.language))
            return
        count = (await self.queue.counts()).get("dead", 0)
        lines = [
            texts.DEAD_LINE.to(
                request.language,
                id=post.id,
                name=post.draft.author_name,
                excerpt=excerpt_of(post.text),
                reason=post.reason,
            )
            for post in posts
        ]
        await reply.send("\n".join((texts.DEAD.to(request.language, count=count), *lines)))

    async def _retry(self, rest: str, request: Request, reply: Reply) -> None:
        by = request.sender
        if rest:
            post_id, _ = parse_id_and_rest(rest, texts.DEADLETTER_USAGE)
            await self.decisions.retry(await self.decisions.find(post_id), by=by)
            await reply.send(texts.RETRIED_ONE.to(request.language, id=post_id))
            return
        posts = await self.queue.waiting("dead", _MAX_RETRIED)
        retried = 0
        for post in posts:
            try:
                await self.decisions.retry(post, by=by)
                retried += 1
            except PostError:
                continue  # another admin was first
        sentence = texts.RETRIED if retried else texts.NOTHING_DEAD
        await reply.send(sentence.to(request.language, count=retried))
