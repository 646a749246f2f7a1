"""Every text that people read, in Chinese and English, one file for each area."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.models.language import Language


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; `{name}` marks a value that is filled in."""

    zh: str
    en: str

    def to(self, language: Language, **values: object) -> str:
        """The text in `language` with its values; KeyError where one is missing.

        Values are other people's words, or texts that were converted: they stay as they are.
        """
        return self._template(language).format(**values)

    def _template(self, language: Language) -> str:
        if language == "en":
            return self.en
        return _traditional(self.zh) if language == "zh-hant" else self.zh


def use_traditional(convert: Callable[[str], str]) -> None:
    """Let texts in traditional characters be made so; this package has only the standard library."""
    global _traditional  # noqa: PLW0603 -- texts are constants, and so is what converts them
    _traditional = convert


def _simplified(text: str) -> str:
    return text


_traditional: Callable[[str], str] = _simplified
