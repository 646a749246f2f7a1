"""Rules that decide where no model can, and the rules for a last sentence. Letters as in `lexicon.py`."""

from bot.commands.intent.rules import ASKS, END, LEAD, NO_REPORT, TEXT, Rule, likely, sure

LIKELY: tuple[Rule, ...] = (
    *likely("post", "nothing", rf"{LEAD}P[xm]*[xQp](?:$|[,.Q])"),  # 收稿吗
    *likely(
        "help",
        "all",
        r"(?:.*[,./Q])?[^zlSGDPo:/~]{0,4}H[^zlSGDPOo:/~]{0,4}$",  # 操作指南发我一份
        rf"{LEAD}y[pF]*F[pQoiHd.,]*$",  # 机器人怎么用
        rf"{LEAD}[sywahdvA]*f[yhdas]*D[iNnmek]*[chpQ]*$",  # 怎么发布文章
        rf"{LEAD}A?[fFH][yhdasv]*[mnNie]*S",
        r"[^zlGSPD:/]*f[^zlGSPDoO:/]*r[^zlGSPD:/]*y",
        r"[^zlGSPD:/]*y[^zlGSPD:/]*f[^zlGSPDoO:/]*r",
        rf"{LEAD}[fF][^zlGSPDoO:/]{{1,3}}y",
        rf"{LEAD}h[hsp.,]*$",  # help me
        rf"{LEAD}[nNeip]*a?W[^zl:/]*[fFQr]",  # 支持 PDF 吗
        rf"{LEAD}[fF][yhdas]*W",  # 怎么给你发文件
        rf"{LEAD}i?yk?f[eQ.p]*$",  # 这个机器人是干什么的
        rf"{LEAD}[yak]*hZ?m?f[pQ.]*$",  # 能帮我做点什么
        r"[^zlSGPDoO:/]*[fF][^zlSGPDoO:/]{0,3}y[pQ.]*$",  # 在群里怎么叫你
        rf"{LEAD}aZ?S[fneN]*[fQ][eNn]*[pQ.]*$",  # 能总结多长的文章
        rf"{LEAD}[ya]*aZ[no]{{1,3}}Q",  # can you read pdf files?
    ),
    *likely(
        "help",
        "all",
        rf"{LEAD}[yA]*P[^SGzlO:/]*[rfFQ][^SGzlO:/]*$",  # 投稿后在哪看结果
        rf"{LEAD}{ASKS}[fF][^zloO:/]*[SPE]",  # 怎么让你总结文件
        rf"{LEAD}[fF][sd]*(?:b|h|k)?[yh]",  # 咋把你拉进群
        rf"{LEAD}y?S[nNe]?[er]*[rfFaQ]",
        rf"{LEAD}y[dw]*S[nN]?[^zlk:/,]*[fFQwo]",
        r"[^zl:/]*W[^zl:/]*[fFQ]",  # PDF 能发给你吗
        r"[^zlSDG:/]*[NP]k?o?k[^zl:/]*[aw][^zl:/]*[PQ]",
        rf"{LEAD}D[eN]*[^zl:/]{{0,5}}f[mn]*c",
    ),
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
    *likely(
        "idiom",
        "rest",
        rf"{LEAD}[sywahdv]*v[^SPDlzftxQ:/,.]{{0,5}}(?P<order>)G[vmpdh]*$",  # 来一局难一点的接龙
        r"(?:.*[,./Q])?[sywahdvmjIe]*[wahv][^kxfzlSPDK:/]{0,3}(?P<order>)G",
        r"(?:.*[,./Q])?[sywahd]*(?P<order>)G[vmpQ]*[.,]*$",
        r"[^zlPSDt:/]*(?P<order>)G[^zlPSDt:/]*[,.][dwsh]*v+[p.]*$",  # 昨天的接龙没玩完，继续
        rf"{LEAD}[vhwa]*(?P<order>G)[vmdsyRhqpQ][^fzlSPDKr]*$",
        rf"{LEAD}(?:[sh]*[kA]*[fFZ]?[vdas]*|io)(?P<order>B|G(?=e?[rfFB]))",
        r"[soqXvUZmdzI,.:eo]*(?P<order>)R",
        rf"{LEAD}[sywahd]*[vm][mied]*(?P<order>)I(?:[jpQ.,]|$)",
        r"[aQhwsyd,]*[vo]?[m]*(?P<order>)I$",
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
