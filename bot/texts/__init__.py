"""Every sentence people meet, in Chinese and English, one file an area."""

from dataclasses import dataclass

from bot.models.chat import Language


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages; `{name}` marks what is filled in."""

    zh: str
    en: str

    def to(self, language: Language, **values: object) -> str:
        """The sentence in `language` with its values filled in."""
        return (self.zh if language == "zh" else self.en).format(**values)
