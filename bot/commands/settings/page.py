"""The message of /settings: every line with its value, or the choices of one line."""

from bot.commands.settings.lines import Choice, SettingLine
from bot.models.chat import Button, ChatKind, Keyboard, Language
from bot.models.chat_settings import ChatSettings, SettingsChange
from bot.models.utf16 import utf16_len
from bot.texts import settings as texts

ACTION = "settings"
_HALF_ROW_UNITS = 16
"""What the label of a button may have where two share a row on a phone, counting wide characters twice."""


def overview(
    lines: tuple[SettingLine, ...], settings: ChatSettings, kind: ChatKind, language: Language
) -> str:
    """Every line with its value."""
    shown = (
        texts.LINE.to(
            language,
            label=line.label(language),
            value=line.value(settings, kind, language),
        )
        for line in lines
    )
    return "\n".join((texts.TITLE.to(language), "", *shown))


def last_change(
    change: SettingsChange | None, lines: tuple[SettingLine, ...], at: str, language: Language
) -> str:
    """Who changed what last; empty where nobody did."""
    if change is None:
        return ""
    labels = {line.name: line.label(language) for line in lines}
    label = labels.get(change.setting, change.setting)
    return texts.LAST_CHANGE.to(language, name=change.by, label=label, at=at)


def overview_keyboard(lines: tuple[SettingLine, ...], language: Language) -> Keyboard:
    """One button for each line."""
    return _rows([Button(line.label(language), f"{ACTION}:{line.name}") for line in lines])


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
    return (*_rows(buttons), (Button(texts.BACK.to(language), ACTION),))


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
