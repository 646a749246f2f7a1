"""Rules by which a text is cut where no sure rule fits, and the rules for a last sentence.

The first decide nothing, since they are right too seldom on texts for which they were not written
(`classifier.py` decides). The letters are the classes of `lexicon.py`.
"""

from bot.commands.intent.rules import ASKS, END, LEAD, NO_REPORT, TEXT, Rule, likely, sure

LIKELY: tuple[Rule, ...] = (
    *likely("post", "nothing", rf"{LEAD}P[xm]*[xQp](?:$|[,.Q])"),  # 收稿吗
    *likely(
        "post",
        "nothing",
        rf"{LEAD}{ASKS}P[mNinpdQk.,]*$",
        rf"{LEAD}s?V?[mNnie]*[,]?[sywahd]*[wh][sywahd]*D[imnNe]*[pkQydh.,]*$",  # 我写好了，要发布
        rf"{LEAD}[sywahdv]*[wahi][sywahdv]*[DX][mpdek]*[imnNe]*[ke]*c?[pkQ.,]*(?:$|,)",
        rf"{LEAD}D[imnN]+[p.Q]*$",
        rf"{LEAD}[sywahd]*[wha][sywahd]*[ek]?c[DX][imnNe]*[pQ.]*$",
        r"(?:.*[,./Q])?[dispnymwah]*P[mpQ.,]*$",
    ),
    *likely(
        "post",
        "rest",
        rf"{LEAD}[sywahdv]*P[mpydN]*[,.](?P<order>)",
        rf"{LEAD}[sywahdv]*[wh][sywahdv]*P[mpd]*(?P<order>)[^fFrlxac][^fFrl]+",
        rf"{LEAD}[sywahdv]*[wh][sywahdv]*[DX][mpd]*[iN]*(?P<order>[:/]?)",
    ),
    *likely("summarize", "all", r"[^zlPDX]*u", rf"{LEAD}[hdZ]*{TEXT}[in]{TEXT}K"),
    *likely(
        "summarize",
        "nothing",
        r"[^zlfo:/]*S[^zl:/u]*T",
        r"[^zlf]*T[^zl]*[TSKf]",  # 今天群里聊了什么
        rf"(?:.*[,./Q])?{ASKS}(?:b?{TEXT})?[Z]*[wahm]*S[Smine]*{END}",
        rf"{LEAD}[^kxlfSPDG:/]{{0,4}}[iWn][^xlfSPDG:/]*S[Smine]*{END}",
    ),
    *likely(
        "summarize",
        "rest",
        rf"{LEAD}{ASKS}S[SminNepd]*(?P<order>)(?=.*[,.].*[,.])",
        r"[^:/zlPD]{0,14}S[^:/zlPD]{0,8}(?P<order>[:/])",
    ),
)

# The last sentence of a message, where the text stands before the order.
TAIL: tuple[Rule, ...] = (
    *sure(
        "summarize",
        "before",
        rf"{LEAD}{NO_REPORT}[sywahdvZUm]*(?:b?[imnNe]*[inN][imnNekdo]*,?[wahyds]*)?[UmZ]*S[SminNeo]{{0,6}}{END}",
        rf"{LEAD}[hdZ]*[imnNe]*i[imnNe]*K[pQ.,]*$",
    ),
    *likely(
        "post",
        "before",
        rf"{LEAD}[sywahd]*[wh][sywahd]*(?:b?[imnNe]+[sywahd]*)?(?:P|[DX][mepdk]*[imnNe]*k?c?)[pmQ.,]*$",
    ),
)
