"""/settings and /lang: administrators of a group, and anybody in private, change the settings of a chat."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.settings.lines import SettingLine
from bot.commands.settings.page import (
    MORE,
    choices_keyboard,
    last_change,
    overview,
    overview_keyboard,
)
from bot.commands.settings.publish_target import choose_channel, is_target_order
from bot.models.chat import (
    ButtonPress,
    ChatKind,
    Keyboard,
    Language,
    Person,
    Request,
    language_in,
)
from bot.models.chat_settings import ChatSettings
from bot.ports.chat import Permissions, Reply
from bot.ports.chat_settings import ChatSettingsStore
from bot.texts import settings as texts

_LANGUAGE_WORDS: dict[str, Language | None] = {
    **dict.fromkeys(("zh", "zh-hans", "zh-cn", "cn", "中文", "简体", "简体中文"), "zh"),
    **dict.fromkeys(
        ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "tw", "hk", "繁体", "繁體", "繁體中文", "繁体中文"),
        "zh-hant",
    ),
    **dict.fromkeys(("en", "english", "英文", "英语", "英語"), "en"),
    **dict.fromkeys(("auto", "default", "默认", "预设", "預設", "自动", "自動"), None),
}


_CHOSEN_BY_NAME = {"persona": texts.PERSONA, "model": texts.MODEL}

ChoiceHook = Callable[[Request | ButtonPress, ChatSettings, Reply], Awaitable[None]]
"""Is told what the chat's settings are after a choice; the cause has those before it."""


@dataclass(frozen=True, slots=True)
class SettingsCommands:
    """Shows and changes the settings of a chat.

    Args:
        store: where they are.
        lines: the settings there are.
        permissions: who administers a group.
        zone: of the time of the last change.
        receives_group_messages: Telegram delivers every message of a group.
        before_choice: by the name of a line, what happens before a choice takes effect.
        after_choice: what happens afterwards.
    """

    store: ChatSettingsStore
    lines: tuple[SettingLine, ...]
    permissions: Permissions
    zone: ZoneInfo
    receives_group_messages: bool = True
    before_choice: Mapping[str, ChoiceHook] = field(default_factory=dict)
    after_choice: Mapping[str, ChoiceHook] = field(default_factory=dict)

    async def settings(self, request: Request, reply: Reply) -> None:
        """Show the settings, with buttons to change them; `/settings publish @channel` changes that first."""
        if not await self._may_change(request):
            await reply.send(texts.ONLY_ADMINS.to(request.language))
            return
        if is_target_order(request.text):
            after = await choose_channel(request, self.permissions)
            await self._store(request, after)
            request = replace(request, settings=after)
        text, keyboard = await self._overview(request)
        await reply.send(text, keyboard=keyboard)

    async def lang(self, request: Request, reply: Reply) -> None:
        """`/lang zh|zh-hant|en|auto`; alone it shows the choices."""
        if not await self._may_change(request):
            await reply.send(texts.ONLY_ADMINS.to(request.language))
            return
        word = request.text.strip().lower().replace("_", "-")
        line = self._line("language", request.chat_kind)
        if not word and line is not None:
            text, keyboard = _choices(line, request, request.settings, request.language)
            await reply.send(text, keyboard=keyboard)
        elif word in _LANGUAGE_WORDS:
            after = replace(request.settings, language=_LANGUAGE_WORDS[word])
            await self._store(request, after)
            await reply.send(_language_set(request.chat_kind, after, request.sender))
        else:
            await reply.send(texts.LANG_USAGE.to(request.language))

    async def persona(self, request: Request, reply: Reply) -> None:
        """`/persona NAME`; alone it shows the choices."""
        await self._choose_by_name("persona", request, reply)

    async def model(self, request: Request, reply: Reply) -> None:
        """`/model NAME`; alone it shows the choices."""
        await self._choose_by_name("model", request, reply)

    async def _choose_by_name(self, line_name: str, request: Request, reply: Reply) -> None:
        language, name = request.language, request.text.strip()
        line = self._line(line_name, request.chat_kind)
        if line is None:
            label = _CHOSEN_BY_NAME[line_name].to(language)
            await reply.send(texts.NOTHING_TO_CHOOSE.to(language, label=label))
            return
        if not await self._may_change(request):
            await reply.send(texts.ONLY_ADMINS.to(language))
            return
        choice = line.named(name, request.chat_kind, language) if name else None
        if choice is None:
            text, keyboard = _choices(line, request, request.settings, language)
            unknown = texts.NO_SUCH_CHOICE.to(language, name=name) + "\n\n" if name else ""
            await reply.send(unknown + text, keyboard=keyboard)
            return
        after = choice.choose(request.settings)
        await self._run_hook(self.before_choice, line, request, after, reply)
        await self._store(request, after)
        label, value = line.label(language), choice.label(language)
        await reply.send(texts.CHOSEN_BY_NAME.to(language, label=label, value=value))
        await self._run_hook(self.after_choice, line, request, after, reply)

    async def pressed(self, press: ButtonPress, reply: Reply) -> None:
        """`settings`, `settings:more`: a page; `settings:<line>`: its choices; `settings:<line>:<word>`: choose one.

        A button that there is no longer brings the page up to date.
        """
        if not await self._may_change(press):
            await reply.answer_press(texts.ONLY_ADMINS.to(press.sender.language), alert=True)
            return
        _, name, word = (*press.action.split(":", 2), "", "")[:3]
        line = self._line(name, press.chat_kind)
        more = name == MORE
        if name and not more and (line is None or not press.has_button):
            await self._show_page(press, reply)
            await reply.answer_press(texts.REFRESHED.to(press.sender.language))
        elif line is None:
            await self._show_page(press, reply, more=more)
        elif not word:
            await _show_choices(line, press, press.settings, reply)
        else:
            await self._choose(line, word, press, reply)

    async def _choose(self, line: SettingLine, word: str, press: ButtonPress, reply: Reply) -> None:
        choice = next((one for one in line.choices(press.chat_kind) if one.word == word), None)
        if choice is None:
            await self._show_page(press, reply, more=line.is_advanced)
            await reply.answer_press(texts.REFRESHED.to(press.sender.language))
            return
        after = choice.choose(press.settings)
        await self._run_hook(self.before_choice, line, press, after, reply)
        await self._store(press, after)
        if line.is_several:
            await _show_choices(line, press, after, reply)
        else:
            await self._show_page(replace(press, settings=after), reply, more=line.is_advanced)
        await reply.answer_press(texts.SAVED.to(press.sender.language))
        await self._run_hook(self.after_choice, line, press, after, reply)

    async def _run_hook(
        self,
        hooks: Mapping[str, ChoiceHook],
        line: SettingLine,
        cause: Request | ButtonPress,
        after: ChatSettings,
        reply: Reply,
    ) -> None:
        hook = hooks.get(line.name)
        if hook is not None:
            await hook(cause, after, reply)

    async def _show_page(self, press: ButtonPress, reply: Reply, *, more: bool = False) -> None:
        text, keyboard = await self._overview(press, more=more)
        await reply.edit(press.message_id, text, keyboard=keyboard)

    async def _overview(
        self, cause: Request | ButtonPress, *, more: bool = False
    ) -> tuple[str, Keyboard]:
        kind, language = cause.chat_kind, cause.language
        lines = self._lines_in(kind)
        change = await self.store.last_change(cause.thread.chat_id)
        at = _time(change.at_s, self.zone) if change else ""
        has_privacy_mode = kind != "private" and not self.receives_group_messages
        parts = (
            overview(lines, cause.settings, kind, language, more=more),
            last_change(change, lines, at, language),
            texts.PRIVACY_MODE.to(language) if has_privacy_mode else "",
            texts.OPEN.to(language),
        )
        return "\n\n".join(filter(None, parts)), overview_keyboard(lines, language, more=more)

    async def _store(self, cause: Request | ButtonPress, after: ChatSettings) -> None:
        chat_id, by = cause.thread.chat_id, cause.sender
        if isinstance(cause, ButtonPress):
            writes_as = await self.permissions.writes_as(chat_id, by.id)
            if writes_as != by.id:  # the group is not told which anonymous administrator it was
                by = Person(writes_as, texts.ANONYMOUS_ADMIN.to(cause.language))
        await self.store.change(chat_id, cause.settings, after, by=by)

    async def _may_change(self, cause: Request | ButtonPress) -> bool:
        if cause.chat_kind == "private":
            return True
        return await self.permissions.administers(cause.thread.chat_id, cause.sender.id)

    def _lines_in(self, kind: ChatKind) -> tuple[SettingLine, ...]:
        return tuple(line for line in self.lines if line.choices(kind))

    def _line(self, name: str, kind: ChatKind) -> SettingLine | None:
        return next((line for line in self._lines_in(kind) if line.name == name), None)


def _choices(
    line: SettingLine, cause: Request | ButtonPress, settings: ChatSettings, language: Language
) -> tuple[str, Keyboard]:
    value = line.value(settings, cause.chat_kind, language)
    now = texts.LINE.to(language, label=line.label(language), value=value)
    how = texts.CHOOSE_SEVERAL if line.is_several else texts.CHOOSE
    choices = line.choices(cause.chat_kind)
    hint = f"\n{line.hint(language)}" if line.hint else ""
    return f"{now}\n\n{how.to(language)}{hint}", choices_keyboard(line, choices, settings, language)


async def _show_choices(
    line: SettingLine, press: ButtonPress, settings: ChatSettings, reply: Reply
) -> None:
    text, keyboard = _choices(line, press, settings, press.language)
    await reply.edit(press.message_id, text, keyboard=keyboard)


def _language_set(kind: ChatKind, settings: ChatSettings, person: Person) -> str:
    """Said in the new language."""
    language = language_in(kind, settings, person)
    if settings.language is None:
        return (texts.LANGUAGE_AUTO if kind == "private" else texts.LANGUAGE_AUTO_GROUP).to(
            language
        )
    name = texts.LANGUAGES[language].to(language)
    return texts.LANGUAGE_SET.to(language, name=name)


def _time(at_s: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_s, zone).strftime("%m-%d %H:%M")
