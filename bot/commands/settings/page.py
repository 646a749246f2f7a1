"""The message of /settings: a page of lines with their values, or the choices of one line.

The first page has what most chats change, and fits on a phone; the second has the rest.
"""

from bot.commands.settings.lines import Choice, SettingLine
from bot.models.chat import Button, ChatKind, Keyboard, Language
from bot.models.chat_settings import ChatSettings, SettingsChange
from bot.models.utf16 import utf16_len
from bot.texts import settings as texts

ACTION = "settings"
MORE = "more"
"""In an action, in the place of a line: the second page."""
_HALF_ROW_UNITS = 16
"""What the label of a button may have where two share a row on a phone, counting wide characters twice."""


def overview(
    lines: tuple[SettingLine, ...],
    settings: ChatSettings,
    kind: ChatKind,
    language: Language,
    *,
    more: bool,
) -> str:
    """Every line of a page with its value; `more`: of the second."""
    title = texts.MORE_TITLE if more else texts.TITLE
    shown = (
        texts.LINE.to(
            language,
            label=line.label(language),
            value=line.value(settings, kind, language),
        )
        for line in lines
        if line.is_advanced == more
    )
    return "\n".join((title.to(language), "", *shown))


def last_change(
    change: SettingsChange | None, lines: tuple[SettingLine, ...], at: str, language: Language
) -> str:
    """Who changed what last; empty where nobody did."""
    if change is None:
        return ""
    labels = {line.name: line.label(language) for line in lines}
    label = labels.get(change.setting, change.setting)
    return texts.LAST_CHANGE.to(language, name=change.by, label=label, at=at)


def overview_keyboard(
    lines: tuple[SettingLine, ...], language: Language, *, more: bool
) -> Keyboard:
    """One button for each line of a page, and one to the other page."""
    buttons = [
        Button(line.label(language), f"{ACTION}:{line.name}")
        for line in lines
        if line.is_advanced == more
    ]
    if more:
        return (*_rows(buttons), _back(language))
    return (*_rows(buttons), (Button(texts.MORE.to(language), f"{ACTION}:{MORE}"),))


def choices_keyboard(
    line: SettingLine, choices: tuple[Choice, ...], settings: ChatSettings, language: Language
) -> Keyboard:
    """One button for each choice, those made with a check mark, and the way back."""
    buttons = [
        Button(
            texts.CHOSEN.to(language, label=choice.label(language))
            if choice.is_chosen(settings)
            else choice.label(language),
            f"{ACTION}:{line.name}:{choice.word}",
        )
        for choice in choices
    ]
    return (*_rows(buttons), _back(language, f"{ACTION}:{MORE}" if line.is_advanced else ACTION))


def _back(language: Language, action: str = ACTION) -> tuple[Button, ...]:
    return (Button(texts.BACK.to(language), action),)


def _rows(buttons: list[Button]) -> Keyboard:
    """Two a row where both are short enough for a phone."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(button):
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)


def _is_short(button: Button) -> bool:
    wide = sum(char > "\u2e7f" for char in button.label)
    return utf16_len(button.label) + wide <= _HALF_ROW_UNITS
