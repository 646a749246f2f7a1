"""Every text that people read, in Chinese and English, one file for each area."""

from dataclasses import dataclass

from bot.models.chat import Language


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; `{name}` marks a value that is filled in."""

    zh: str
    en: str

    def to(self, language: Language, **values: object) -> str:
        """The text in `language` with its values; KeyError where one is missing."""
        return (self.en if language == "en" else self.zh).format(**values)
