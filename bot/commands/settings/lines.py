"""The settings that /settings shows, one line each: a new one is added to the table of `build_lines`.

A line knows its choices, which of them the chat has made, and what choosing one changes. The word of a
choice stands in its button, so it outlives a new version.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2s
from typing import Any

from bot.models.chat import ChatKind
from bot.models.chat_settings import (
    FEATURES,
    HERE,
    MEMORY_KINDS,
    SPEAKS,
    TRUST_AFTER,
    ChannelTarget,
    ChatSettings,
    Feature,
    GroupDigest,
    MemoryKind,
    QuietHours,
)
from bot.models.game_rules import DEFAULT_LEVEL, DEFAULT_MODE, LEVELS, MODES
from bot.models.language import LANGUAGES, Language
from bot.models.persona import RESERVED_NAMES
from bot.texts import Text, digest, idiom
from bot.texts import settings as texts

Label = Callable[[Language], str]
"""A label in the language of the chat."""

UNSET = "-"
"""The word of the choice that a chat makes by choosing nothing."""

UNSET_NAMES = RESERVED_NAMES | {"默认", "預設", "预设"}
"""What people call it."""

_MAX_WORD_BYTES = 40

_QUIET_HOURS = (QuietHours(22, 7), QuietHours(23, 8), QuietHours(0, 8))
_PUZZLE_HOURS = (7, 8, 9, 12, 18, 20)
_DIGEST_HOURS = (8, 9, 12, 18, 20, 21, 22, 23)
_WINDOWS = (0, 3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a line.

    Args:
        word: what its button carries; with the line's name at most 54 bytes of UTF-8.
        label: what it shows.
        is_chosen: has the chat chosen it?
        choose: what the chat has set then.
    """

    word: str
    label: Label
    is_chosen: Callable[[ChatSettings], bool]
    choose: Callable[[ChatSettings], ChatSettings]


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting.

    Args:
        name: the field of `ChatSettings`, without a colon.
        label: what it is called, short enough for half the width of a phone.
        choices: in a chat of a kind; empty: the chat has no such setting.
        is_several: several choices can be made, none of which is `UNSET`.
        is_advanced: most chats never change it, so it stands on the second page.
        hint: what else can be done, below the choices.
    """

    name: str
    label: Label
    choices: Callable[[ChatKind], tuple[Choice, ...]]
    is_several: bool = False
    is_advanced: bool = False
    hint: Label | None = None

    def value(self, settings: ChatSettings, kind: ChatKind, language: Language) -> str:
        """What the chat has chosen."""
        chosen = [choice for choice in self.choices(kind) if choice.is_chosen(settings)]
        if not chosen:
            other = getattr(settings, self.name)
            if isinstance(other, ChannelTarget):
                return other.title
            return str(other) if other else texts.NOTHING.to(language)
        separator = ", " if language == "en" else "、"
        return separator.join(choice.label(language) for choice in chosen)

    def named(self, name: str, kind: ChatKind, language: Language) -> Choice | None:
        """The choice that a person means by what is on its button, or by a word for none."""
        wanted = name.casefold()
        for choice in self.choices(kind):
            names = UNSET_NAMES if choice.word == UNSET else {choice.label(language).casefold()}
            if wanted in names:
                return choice
        return None


def plain(text: Text, **values: object) -> Label:
    """The label that a text makes."""
    return lambda language: text.to(language, **values)


def verbatim(label: str) -> Label:
    """A label that is the same in every language."""
    return lambda _: label


def choices_of(
    name: str, labels: Mapping[Any, Label], default: object = None, unset: Label | None = None
) -> tuple[Choice, ...]:
    """One choice for each value of a field.

    Args:
        name: the field of `ChatSettings`.
        labels: of each value.
        default: the value that holds where the chat has set nothing.
        unset: of the choice to set nothing, which comes first; None: there is no such choice.
    """

    def choice(value: object, label: Label) -> Choice:
        changed: dict[str, Any] = {name: value}
        held = (value, None) if unset is None and value == default else (value,)
        return Choice(
            _word(value),
            label,
            lambda settings: getattr(settings, name) in held,
            lambda settings: replace(settings, **changed),
        )

    as_configured = (choice(None, unset),) if unset else ()
    return (*as_configured, *(choice(value, label) for value, label in labels.items()))


def _word(value: object) -> str:
    """The value, or where it is too long for a button, its digest."""
    word = UNSET if value is None else str(value)
    is_short = len(word.encode()) <= _MAX_WORD_BYTES
    return word if is_short else blake2s(word.encode(), digest_size=16).hexdigest()


def memory_lines(
    kind: MemoryKind, window: int, kinds: Iterable[MemoryKind] = MEMORY_KINDS
) -> tuple[SettingLine, ...]:
    """What is remembered; `kind` and `window`: as configured; `kinds`: those there are."""

    def of_kind(_: ChatKind) -> tuple[Choice, ...]:
        labels = {kind: plain(texts.MEMORY_KINDS[kind]) for kind in kinds}
        unset = _configured(plain(texts.MEMORY_KINDS[kind]))
        return choices_of("memory_kind", labels, unset=unset)

    def of_window(_: ChatKind) -> tuple[Choice, ...]:
        labels = {count: verbatim(str(count)) for count in _WINDOWS}
        return choices_of("window", labels, unset=_configured(verbatim(str(window))))

    return (
        SettingLine("memory_kind", plain(texts.MEMORY_KIND), of_kind, is_advanced=True),
        SettingLine("window", plain(texts.WINDOW), of_window, is_advanced=True),
    )


def build_lines(*more: SettingLine, has_channel: bool = False) -> tuple[SettingLine, ...]:
    """Every line in its order; `more`: those that depend on the configuration.

    `has_channel`: posts of all groups are published in one channel, unless a group chooses another place.
    """
    return (
        SettingLine("language", plain(texts.LANGUAGE), _languages),
        *more,
        SettingLine("idiom_mode", plain(texts.IDIOM_MODE), _idiom_modes, is_advanced=True),
        SettingLine("idiom_level", plain(texts.IDIOM_LEVEL), _idiom_levels),
        SettingLine("speaks", plain(texts.SPEAKS), _in_groups(_speaks)),
        SettingLine(
            "admins_only", plain(texts.ADMINS_ONLY), _in_groups(_admins_only), is_several=True
        ),
        SettingLine("puzzle_hour", plain(texts.PUZZLE_HOUR), _puzzle_hours),
        SettingLine("quiet_hours", plain(texts.QUIET_HOURS), _quiet_hours),
        SettingLine("digest", plain(digest.SETTING), _in_groups(_digests)),
        SettingLine(
            "publish_to",
            plain(texts.PUBLISH_TO),
            _in_groups(_publish_to(texts.BOTS_CHANNEL if has_channel else texts.PUBLISH_HERE)),
            hint=plain(texts.PUBLISH_HINT),
        ),
        SettingLine(
            "trust_after",
            plain(texts.TRUST_AFTER),
            _in_groups(_trust_after),
            hint=plain(texts.TRUST_HINT) if has_channel else None,
        ),
    )


def trust_local_line() -> SettingLine:
    """Asked only where no other censor than the local rules checks posts."""
    choices = _in_groups(_trust_local)
    return SettingLine("trust_local", plain(texts.TRUST_LOCAL), choices, is_advanced=True)


def _configured(value: Label) -> Label:
    return lambda language: texts.AS_CONFIGURED.to(language, value=value(language))


def _languages(kind: ChatKind) -> tuple[Choice, ...]:
    unset = texts.LANGUAGE_OF_CLIENT if kind == "private" else texts.LANGUAGE_OF_GROUPS
    labels = {language: plain(texts.LANGUAGES[language]) for language in LANGUAGES}
    return choices_of("language", labels, unset=plain(unset))


def _idiom_modes(_: ChatKind) -> tuple[Choice, ...]:
    labels = {mode: plain(texts.IDIOM_MODES[mode]) for mode in MODES}
    return choices_of("idiom_mode", labels, DEFAULT_MODE)


def _idiom_levels(_: ChatKind) -> tuple[Choice, ...]:
    labels = {level: plain(idiom.LEVEL_NAMES[level]) for level in LEVELS}
    return choices_of("idiom_level", labels, DEFAULT_LEVEL)


def _speaks() -> tuple[Choice, ...]:
    return choices_of("speaks", {to: plain(texts.SPEAKS_TO[to]) for to in reversed(SPEAKS)}, "all")


def _admins_only() -> tuple[Choice, ...]:
    def choice(feature: Feature) -> Choice:
        return Choice(
            feature,
            plain(texts.FEATURES[feature]),
            lambda settings: feature in settings.admins_only,
            lambda settings: replace(settings, admins_only=settings.admins_only ^ {feature}),
        )

    return tuple(map(choice, FEATURES))


def _quiet_hours(_: ChatKind) -> tuple[Choice, ...]:
    labels = {
        hours: plain(texts.QUIET_FROM_TO, start=hours.start, end=hours.end)
        for hours in _QUIET_HOURS
    }
    return choices_of("quiet_hours", labels, unset=plain(texts.NO_QUIET_HOURS))


def _puzzle_hours(_: ChatKind) -> tuple[Choice, ...]:
    labels = {hour: plain(texts.PUZZLE_AT, hour=hour) for hour in _PUZZLE_HOURS}
    return choices_of("puzzle_hour", labels, unset=plain(texts.NO_PUZZLE))


def _publish_to(default: Text) -> Callable[[], tuple[Choice, ...]]:
    labels = {HERE: plain(texts.PUBLISH_HERE)}
    return lambda: choices_of("publish_to", labels, unset=_configured(plain(default)))


def _trust_after() -> tuple[Choice, ...]:
    labels = {count: plain(texts.AFTER_POSTS, count=count) for count in TRUST_AFTER}
    return choices_of("trust_after", labels, unset=plain(texts.NO_TRUST))


def _trust_local() -> tuple[Choice, ...]:
    labels = {True: plain(texts.TRUST_LOCAL_TOO)}
    return choices_of("trust_local", labels, unset=plain(texts.NO_TRUST))


def _digests() -> tuple[Choice, ...]:
    labels = {GroupDigest(): plain(digest.ON)} | {
        GroupDigest(hour): plain(digest.DAILY, hour=hour) for hour in _DIGEST_HOURS
    }
    return choices_of("digest", labels, unset=plain(digest.OFF))


def _in_groups(
    choices: Callable[[], tuple[Choice, ...]],
) -> Callable[[ChatKind], tuple[Choice, ...]]:
    return lambda kind: () if kind == "private" else choices()
