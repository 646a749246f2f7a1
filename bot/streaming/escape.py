"""Keeps text that CommonMark would take for markup, although models mean it literally.

Without this `[小明]: 你好` is a link definition (CommonMark 4.7) and `<int>` in `vector<int>` an HTML
tag (6.6), and both disappear. A backslash escape would be visible in code, and only the parser knows
what is code. So such characters are replaced by placeholders that the parser takes for letters;
`restore` puts the characters back into its output, code or not.

Every rule looks at one line only, so an answer can be escaped in parts.
"""

import re

from bot.models.utf16 import join_surrogates

# Unicode reserves the noncharacters U+FDD0 to U+FDEF for use inside of a program.
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\u1680]")
_ESCAPED = "<:*_~$|&\\"
_TO_PLACEHOLDER = {ord(character): 0xFDD0 + nth for nth, character in enumerate(_ESCAPED)}

SPOILER = "\ufde0"
"""Placeholder for the `||` around a spoiler, which is no part of CommonMark."""
LETTER = "\ufde1"
"""Placeholder for nothing; makes what is beside it stand beside a letter."""
SPACE = "\u1680"
"""Placeholder for nothing; begins a line of a paragraph, whatever follows it. White space in Unicode
(Ogham), but no indentation in CommonMark."""
_ORIGINALS = {place: chr(original) for original, place in _TO_PLACEHOLDER.items()}
_ORIGINALS[ord(SPOILER)] = "||"

# All control characters except tab and line feed, and those that show letters in another order
# than they have (UAX 9): they could hide where a link leads.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

_PUNCTUATION = "，。！？；：、“”‘’（）《》〈〉【】「」『』—…·,.!?;:()\"'"
_MARKUP = re.compile(
    r"""(?=[\\:<*_~$|])(?:  # speeds up the search
      (?P<kept> \\[!-/:-@\[-`{-~] | \$\$ )  # backslash escape, display formula
    | (?P<address> ://[\w/:?\#@!$&'+,;=%.*~\\-]*[\w/=\#%](?<!_) )  # URL, without a closing **
    | (?P<literal>
        <(?=[A-Za-z/!?])(?!https?://)                      # HTML tag
      | (?<=\]):                                           # link definition
      | (?<=[0-9A-Za-z)]) (?: \*(?=[0-9A-Za-z(]) | \*\*(?=\d) )  # product, power
      | (?<!\w)__[a-z]+(?:_[a-z]+)*__(?!\w)                # __init__
      | (?<!~)~{3,}+(?=[^~\n]+~)                           # ~~~text~~~ is not a fence
      | \$(?=\d[\d.,]*[ \t]*[\u3000-\u9fff\uff00-\uffef])  # price before Chinese text
      )
    | (?P<formula> \$(?!\s)[^$\n]+(?<!\s)\$(?!\d) )  # as in pandoc; not $10 (~$11)
    | (?P<dollar> \$ )
    | (?P<spoiler> (?<![\w)])\|\|(?![\s|])(?:(?!\|\|)[^\n])+(?<!\s)\|\| )
    | (?P<asterisks> \*+ )
    )""",
    re.VERBOSE | re.ASCII,
)
_CLAUSE_OR_COMMAND = re.compile(r"[，。；！？]|\\[a-z]+\{")


def normalise(markdown: str) -> str:
    """Unify line ends, join surrogate pairs, remove control characters and noncharacters.

    A lone surrogate becomes U+FFFD.
    """
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    text = _NONCHARACTERS.sub("", _CONTROLS.sub("", text))
    return join_surrogates(text)


def escape(markdown: str) -> str:
    """Put placeholders into normalised Markdown for what is not meant as markup.

    The number of lines stays the same.
    """
    return _MARKUP.sub(_replacement, markdown)


def restore(text: str) -> str:
    """Replace the placeholders in `text` by what they stand for."""
    if not _NONCHARACTERS.search(text):
        return text
    text = text.replace(SPACE, "").replace(LETTER, "")
    return text.translate(_ORIGINALS) if _NONCHARACTERS.search(text) else text


def escape_all(text: str) -> str:
    """Replace every character of `text` that could be markup by its placeholder."""
    return text.translate(_TO_PLACEHOLDER)


def _replacement(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "address":
            return "://" + escape_all(found[0][3:])
        case "literal" | "dollar":
            return escape_all(found[0])
        case "formula" if _is_prose(found[0]):
            return escape_all("$") + escape(found[0][1:-1]) + escape_all("$")
        case "spoiler":
            return SPOILER + escape(found[0][2:-2]) + SPOILER
        case "asterisks" if len(found[0]) <= 3:
            return _beside_punctuation(found)
    return found[0]


def _is_prose(formula: str) -> bool:
    """Does it contain Chinese clauses? Clause marks before a LaTeX command with braces do not count."""
    found = _CLAUSE_OR_COMMAND.findall(formula)
    return bool(found) and not found[-1].startswith("\\")


def _beside_punctuation(asterisks: re.Match[str]) -> str:
    """Let asterisks open before, and close after, punctuation that touches a word.

    CommonMark requires white space or punctuation on the other side of them. Chinese has no spaces
    between words, so `**注意：**正文` would not be bold (commonmark-spec#650).
    """
    text, (begin, end) = asterisks.string, asterisks.span()
    before, after = text[max(0, begin - 1) : begin], text[end : end + 1]
    if not before.strip() or not after.strip():
        return asterisks[0]
    opens, closes = after in _PUNCTUATION, before in _PUNCTUATION
    return LETTER * closes + asterisks[0] + LETTER * opens
