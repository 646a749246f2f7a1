"""/quota: what was used today; administrators see and change the limits of others."""

import re
from dataclasses import dataclass

from bot.models.chat import Language, Request
from bot.models.usage import Use
from bot.ports.chat import Permissions, Reply
from bot.ports.usage import ModelSwitch, Quotas, Usernames
from bot.texts import usage as texts

_BEIJING = "Asia/Shanghai"
_ID = re.compile(r"-?[0-9]{1,15}")
_NAME = re.compile(r"@(\w{3,32})", re.ASCII)
_LIMIT = re.compile(r"[0-9]{1,6}")
_DEFAULT = ("default", "默认")


@dataclass(frozen=True, slots=True)
class QuotaCommand:
    """Shows and changes quotas.

    Args:
        quotas: what was used, and the limits.
        switch: whether model calls are paused.
        usernames: finds people by their @name.
        permissions: reviewers may see and change those of others.
        zone: whose midnight begins a day.
    """

    quotas: Quotas
    switch: ModelSwitch
    usernames: Usernames
    permissions: Permissions
    zone: str

    async def quota(self, request: Request, reply: Reply) -> None:
        """`/quota`: one's own use; for reviewers `/quota [ID or @name] [requests a day or default]`.

        As a reply to a person no name is needed. Without the right, one's own use is shown.
        """
        if not await self.permissions.may_review(request.sender.id):
            await reply.send(await self._own(request))
            return
        language, words = request.language, request.text.split()
        named = _NAME.fullmatch(words[0]) if words else None
        try:
            person_id = await self._person(words, request)
        except _UnknownName as unknown:
            name = unknown.name
            await reply.send(texts.UNKNOWN_NAME.to(language, name=name))
            return
        if person_id is None:
            await reply.send(await self._for_admin(request, is_question=bool(words)))
            return
        who = texts.NAMED.to(language, name=named[1], id=person_id) if named else str(person_id)
        if not words:
            await reply.send(await self._of_person(person_id, who, request))
        elif len(words) == 1 and (words[0].lower() in _DEFAULT or _LIMIT.fullmatch(words[0])):
            await reply.send(await self._set(person_id, who, words[0], request))
        else:
            await reply.send(texts.ADMIN_USAGE.to(language))

    async def _person(self, words: list[str], request: Request) -> int | None:
        """Whom the command names, whose words are taken away; else whose message it replies to.

        As a reply, a number alone is the limit and no id.
        """
        quoted = request.quoted
        replied_to = quoted.sender_id if quoted and not quoted.by_bot else None
        name = _NAME.fullmatch(words[0]) if words else None
        if name:
            words.pop(0)
            found = await self.usernames.id_of(name[1])
            if found is None:
                raise _UnknownName(name[1])
            return found
        is_limit = replied_to is not None and len(words) == 1
        if words and not is_limit and _ID.fullmatch(words[0]):
            return int(words.pop(0))
        return replied_to

    async def _own(self, request: Request) -> str:
        use = await self.quotas.use_of(request.sender.id, request.thread.chat_id)
        language = request.language
        return texts.MINE.to(
            language,
            requests=_of(use.requests, use.requests_per_day, language),
            tokens=_of(use.tokens, use.limits.person_tokens_per_day, language),
            chat_tokens=_of(use.chat_tokens, use.limits.chat_tokens_per_day, language),
            zone=texts.BEIJING_TIME.to(language) if self.zone == _BEIJING else self.zone,
        )

    async def _for_admin(self, request: Request, *, is_question: bool) -> str:
        """One's own use, that of the bot, whether calls are paused, and how to see that of others."""
        language = request.language
        usage = texts.ADMIN_USAGE.to(language)
        if is_question:
            return usage
        use = await self.quotas.use_of(request.sender.id, request.thread.chat_id)
        tokens = _of(use.bot_tokens, use.limits.bot_tokens_per_day, language)
        lines = [await self._own(request), texts.OF_BOT.to(language, tokens=tokens)]
        paused_by = await self.switch.paused_by()
        if paused_by is not None:
            lines.append(texts.IS_PAUSED.to(language, name=paused_by))
        return "\n".join((*lines, "", usage))

    async def _of_person(self, person_id: int, who: str, request: Request) -> str:
        use = await self.quotas.use_of(person_id, request.thread.chat_id)
        return _line(who, use, request.language)

    async def _set(self, person_id: int, who: str, limit: str, request: Request) -> str:
        language, by = request.language, request.sender
        if limit.lower() in _DEFAULT:
            await self.quotas.set_requests_per_day(person_id, None, by=by)
            return texts.LIMIT_RESET.to(language, who=who)
        await self.quotas.set_requests_per_day(person_id, int(limit), by=by)
        return texts.LIMIT_SET.to(language, who=who, limit=int(limit))


class _UnknownName(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _line(who: str, use: Use, language: Language) -> str:
    return texts.OF_PERSON.to(
        language,
        who=who,
        requests=_of(use.requests, use.requests_per_day, language),
        tokens=_of(use.tokens, use.limits.person_tokens_per_day, language),
    )


def _of(used: int, limit: int | None, language: Language) -> str:
    if limit is None:
        return texts.NO_LIMIT.to(language, used=f"{used:,}")
    return texts.OF.to(language, used=f"{used:,}", limit=f"{limit:,}")
