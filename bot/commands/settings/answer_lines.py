"""The settings of what answers questions: persona, model, temperature and length."""

from bot.commands.settings.lines import Choice, SettingLine, choices_of, plain, verbatim
from bot.models.answer_choices import AnswerChoices
from bot.models.chat import ChatKind
from bot.texts import settings as texts

_TEMPERATURES = {0.2: texts.LITERAL, 0.7: texts.BALANCED, 1.2: texts.LIVELY}
_LENGTHS = {300: texts.SHORT, 800: texts.MEDIUM, 2000: texts.LONG}
"""Tokens; a Chinese text has nearly two characters for each."""


def answer_lines(offered: AnswerChoices) -> tuple[SettingLine, ...]:
    """The lines of what the configuration offers."""

    def personas(_: ChatKind) -> tuple[Choice, ...]:
        labels = {name: verbatim(name) for name in offered.personas}
        unset = plain(texts.DEFAULT_PERSONA)
        return choices_of("persona", labels, unset=unset) if labels else ()

    def models(_: ChatKind) -> tuple[Choice, ...]:
        labels = {name: verbatim(name) for name in offered.models}
        unset = plain(texts.AS_CONFIGURED, value=offered.model)
        return choices_of("model", labels, unset=unset) if len(labels) > 1 else ()

    def temperatures(_: ChatKind) -> tuple[Choice, ...]:
        labels = {value: plain(label) for value, label in _TEMPERATURES.items()}
        return choices_of("temperature", labels, unset=plain(texts.DEFAULT))

    def lengths(_: ChatKind) -> tuple[Choice, ...]:
        labels = {
            tokens: plain(label)
            for tokens, label in _LENGTHS.items()
            if tokens == offered.length(tokens)
        }
        return choices_of("max_tokens", labels, unset=plain(texts.DEFAULT)) if labels else ()

    return (
        SettingLine("persona", plain(texts.PERSONA), personas),
        SettingLine("model", plain(texts.MODEL), models, is_advanced=True),
        SettingLine("temperature", plain(texts.TEMPERATURE), temperatures, is_advanced=True),
        SettingLine("max_tokens", plain(texts.MAX_TOKENS), lengths, is_advanced=True),
    )
