"""Rules that decide alone, the first that fits. The letters are the classes of `lexicon.py`."""

from bot.commands.intent.rules import ASKS, CAPABILITY, END, LEAD, MARK, NO_REPORT, TEXT, Rule, sure

_OTHER_TASKS = sure(
    "ask",
    "all",
    rf"{LEAD}[sywahdvA]*(?:b[imneNq]*)?(?:h[oOt]{{1,2}})?[imn]*z[^SH:/]*(?:$|[:/])",  # 翻译, 帮我写, 把这段改成, 给女朋友写
    r"[^:/SPDXGHCq]*[SPDGHCq]*[^:/SPDXGHC]*l",  # 总结这个词用英语怎么说
    rf"{LEAD}{ASKS}[imneN]*l",
)
_HELP = sure(
    "help",
    "all",
    rf"{LEAD}[hsd]*z?[mi]*H[pQ,.ymdghHZX]*$",  # 帮助, 你会什么, 求教程
    rf"{LEAD}[sdiy]*F[ipQ,.]*$",  # 怎么用
    r"[dspQ,.]*+g[gdypQ,.]*$",  # 你好，在吗
    rf"{LEAD}[sywahdvA]*[fF][yhdasvAe]*P[mpQ.,]*$",  # 怎么投稿, 请问怎么帮我投稿
    rf"{LEAD}[yA]*Pe?[rfFewadpQyZvc,.]*[rfFQ][rfFewadpQyZvc,.]*$",  # 投稿有什么要求
    rf"{LEAD}{ASKS}[fF][^SPGzl]*C",  # 怎么用 /post
    r"[^:/zlSG]*C[iend]*[fF][pQ.]*$",
)
_GAME = sure(
    "idiom",
    "rest",
    rf"{LEAD}[sywahdvmjIeZ]*?(?P<order>G[vmpdjhGQ]*)(?:$|[.,:/Q][^SPDXCuzlFfrnNT~x]*$)",
    rf"{LEAD}[shwd]*U(?:q|o|ov)[vomde]*[sywahdvmje]*(?P<order>)G[pmdQ.]*$",
)
_POST = (
    *sure(
        "post",
        "nothing",
        rf"{LEAD}{NO_REPORT}[sywahdv]*(?<![aQ])P[mNipd.,]*$",  # 我想投稿
        rf"{LEAD}[sydv]*a[sywadv]*[hw][sywahdv]*P[mNipdQ.,]*$",  # 能帮我投稿吗
        rf"{LEAD}s?V[mNnie]*,?[sywahd]*P[mpQ.,]*$",  # 我有一篇文章想投稿
        rf"{LEAD}[sd]*(?:b|h|w)?[imnNe]*[iN][imnNe]*[sywahd]*P[mpdQ.,]*$",  # 把这篇投稿
        rf"{LEAD}{NO_REPORT}[sywahdv]*(?:b?[imnNe]+[sywahd]*)?[DX][mepd]*[iNmn]*[mepkd]*c[pmQ.,]*$",  # 把这段发到频道
        rf"{LEAD}s?V[mNnie]*,?[sywahd]*D[mpkd]*c[pQ.,]*$",
    ),
    *sure(
        "post",
        "rest",
        rf"{LEAD}[sywahdv]*(?:[bh]?[imnNe]+[sywahd]*)?P[mNnieydpLc]*(?P<order>{MARK})",  # 帮我投稿：X
        rf"{LEAD}[sywahdv]*P[mNieydpc]*[,.]*(?:n(?={MARK})|L)(?P<order>{MARK}?)",  # 我要投稿，内容是X
        rf"{LEAD}[sywahdv]*[bh]?[imnNe]*[sywahd]*D[epdc]*[imnNLepdc]*(?P<order>{MARK})",  # 发布：X
        rf"{LEAD}[sywahdv]*[bh]?[imnNe]*[sywahd]*X[epd]*[imnNLepd]*c[epd]*(?P<order>{MARK})",
        rf"{LEAD}s?V[mNnie]*,?[sywahd]*P[mpy]*(?P<order>{MARK})",  # 我写了个段子投给你们：X
    ),
    *sure(
        "post",
        "quotation",
        rf"{LEAD}[sywahdv]*b[imnNe]*q[sywahdv]*(?:P|D[mpdk]*c)[mpdkcQ.,]*$",  # 把“X”投稿
        rf"{LEAD}[sywahdv]*P[mimnNe]*q[pQ.,]*$",  # 帮我投稿“X”
    ),
)
_SUMMARY = (
    *sure(
        "summarize",
        "nothing",
        rf"{LEAD}{NO_REPORT}{ASKS}S[Sm]*{END}",  # 总结一下
        rf"{LEAD}{NO_REPORT}{CAPABILITY}{ASKS}S[Smp]*[imneNT]*[inNT][imneNTS]*{END}",  # 总结一下这篇文章
        rf"{LEAD}{NO_REPORT}{ASKS}S[Smpde]*T[TedimnS]*{END}",  # 总结一下今天群里聊了什么
        rf"{LEAD}{ASKS}b{TEXT}[inNT]{TEXT}{ASKS}S[Smeo]{{0,5}}{END}",  # 把上面的内容概括一下
        rf"{LEAD}s?k?[VW]?e?{TEXT}[inNT][imneNTxd]*,?[wahydsv]*S[Smine]*{END}",  # 这篇太长了，概括一下
        rf"{LEAD}[hdZsa]*{TEXT}i{TEXT}K[pQ.]*$",  # 这篇讲了什么
    ),
    *sure(
        "summarize",
        "rest",
        rf"{LEAD}{NO_REPORT}{ASKS}(?:b?{TEXT}{ASKS})?S[SminNeodpTZhvU]{{0,6}}(?P<order>{MARK})",  # 总结这段话：X
        rf"{LEAD}{ASKS}b{TEXT}[inN]{TEXT}{ASKS}(?:Z[em]*)?S[Sme]*(?P<order>{MARK})",
    ),
)
_LINK = sure(
    "summarize",
    "all",
    r"u$",
    r"(?![^u]*[zlPDXC])[^u]*[SK][^u]*u[^zlPDXC~]*$",
    r"[^uzlPDXCq]*u[^uzlPDXC~]*[SK][^uzlPDXC~]*$",
)
QUESTIONS = sure(
    "ask",
    "all",
    r"[^SPDXGIBCHKTuinNEWRjcy~]*f(?!h)[^SPDXGIBCHKTuinNEWRjcy~]*$",  # 天空为什么是蓝的
    r"[^SPDXGIBCHKTuinNEWRjcyf~]*Q$",
)

SURE: tuple[Rule, ...] = (*_HELP, *_OTHER_TASKS, *_POST, *_LINK, *_SUMMARY, *_GAME, *QUESTIONS)
