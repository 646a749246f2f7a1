from bot.models.chat import Span
from bot.models.post import AuthorRecord, CensorHit, CensorVerdict, Post, PostDraft
from bot.models.utf16 import utf16_len
from bot.moderation.review_card import render_card


def test_the_marks_of_hits_after_an_emoji_are_counted_in_utf16_units():
    text = "😀坏词"
    draft = PostDraft(1, "作者😀", "zh", -100, None, 1, text)
    verdict = CensorVerdict("review", "baidu", ("advert",), (CensorHit(1, 3, "advert"),))
    card = render_card(Post(7, "review", 1, draft, verdict=verdict), AuthorRecord())
    before = card.text.text.removesuffix("坏词")
    assert card.text.spans == (Span("bold", utf16_len(before), 2),)
    assert utf16_len(before) == len(before) + 2
