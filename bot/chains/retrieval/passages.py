"""Cuts a document into passages: what is ranked, handed to a model and cited.

Importing this imports a part of langchain, which takes 0.2 s.
"""

from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.chains.retrieval.terms import searchable
from bot.models.document import Document, Passage, PassageIndex

_PASSAGE_CHARS = 600
"""Of 300 to 1,000 this found most in what a question hands to a model (docs/decisions/0022)."""
_HEADING_CHARS = 60
"""What is at most as long and stands before a longer passage is put before that: a heading."""

_HEADING = (
    r"\n(?=#{1,6} |第[\d一二三四五六七八九十百]{1,5}[章节節回条條编編部篇]|[一二三四五六七八九十]{1,3}、|"
    r"(?:Chapter|CHAPTER|Section|Appendix|Article) [\dA-Z]|\d{1,2}(?:\.\d{1,2}){1,3}\.? |"
    r"[^\n.。!！?？,，;；:：、|]{2,30}\n{1,2}[^\n]{60})"  # a short line before a long one
)
_SEPARATORS = [
    _HEADING,  # it stays with what follows
    r"\n{2,}",
    r"\n",
    r"[。！？!?；;]|\.\s",
    r"[ ，,、]",
    r"[\s\S]{64}",  # 60 times faster than character by character
    "",
]


def index(document: Document) -> PassageIndex:
    """The passages of a document, ready to be ranked; of several each says whose it is."""
    if document.members:
        passages = tuple(
            Passage(f"《{one.filename}》\n{passage.text}")
            for one in document.members
            for passage in cut(one)
        )
    else:
        passages = tuple(cut(document))
    return PassageIndex(passages, tuple(searchable(passage.text) for passage in passages))


def cut(document: Document) -> list[Passage]:
    """The passages in their order, none over two pages."""
    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=_PASSAGE_CHARS,
        chunk_overlap=0,
    )
    passages = []
    for page, text in document.pages or [(None, document.text)]:
        heading = ""
        for chunk in splitter.split_text(text.replace("\r\n", "\n")):
            passage = f"{heading}\n{chunk}".strip()
            heading = passage if len(passage) <= _HEADING_CHARS else ""
            if passage and not heading:
                passages.append(Passage(passage, page))
        if heading:
            passages.append(Passage(heading, page))
    return passages
