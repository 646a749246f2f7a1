"""Rules that decide where no model can, and the rules for a last sentence. Letters as in `lexicon.py`."""

from bot.commands.intent.rules import ASKS, END, LEAD, TEXT, Rule, likely

LIKELY: tuple[Rule, ...] = (
    *likely("post", rf"{LEAD}P[xm]*[xQp](?:$|[,.Q])"),  # 收稿吗
    *likely(
        "help",
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
        rf"{LEAD}{ASKS}P[mNinpdQk.,]*$",
        rf"{LEAD}s?V?[mNnie]*[,]?[sywahd]*[wh][sywahd]*D[imnNe]*[pkQydh.,]*$",  # 我写好了，要发布
        rf"{LEAD}[sywahdv]*[wahi][sywahdv]*[DX][mpdek]*[imnNe]*[ke]*c?[pkQ.,]*(?:$|,)",
        rf"{LEAD}D[imnN]+[p.Q]*$",
        rf"{LEAD}[sywahd]*[wha][sywahd]*[ek]?c[DX][imnNe]*[pQ.]*$",
        r"(?:.*[,./Q])?[dispnymwah]*P[mpQ.,]*$",
    ),
    *likely(
        "post",
        rf"{LEAD}[sywahdv]*P[mpydN]*[,.]",
        rf"{LEAD}[sywahdv]*[wh][sywahdv]*P[mpd]*[^fFrlxac][^fFrl]+",
        rf"{LEAD}[sywahdv]*[wh][sywahdv]*[DX][mpd]*[iN]*(?:[:/]?)",
    ),
    *likely("summarize", r"[^zlPDX]*u", rf"{LEAD}[hdZ]*{TEXT}[in]{TEXT}K"),
    *likely(
        "summarize",
        r"[^zlfo:/]*S[^zl:/u]*T",
        r"[^zlf]*T[^zl]*[TSKf]",  # 今天群里聊了什么
        rf"(?:.*[,./Q])?{ASKS}(?:b?{TEXT})?[Z]*[wahm]*S[Smine]*{END}",
        rf"{LEAD}[^kxlfSPDG:/]{{0,4}}[iWn][^xlfSPDG:/]*S[Smine]*{END}",
    ),
    *likely(
        "summarize",
        rf"{LEAD}{ASKS}S[SminNepd]*(?=.*[,.].*[,.])",
        r"[^:/zlPD]{0,14}S[^:/zlPD]{0,8}(?:[:/])",
    ),
    *likely(
        "idiom",
        rf"{LEAD}[sywahdv]*v[^SPDlzftxQ:/,.]{{0,5}}G[vmpdh]*$",  # 来一局难一点的接龙
        r"(?:.*[,./Q])?[sywahdvmjIe]*[wahv][^kxfzlSPDK:/]{0,3}G",
        r"(?:.*[,./Q])?[sywahd]*G[vmpQ]*[.,]*$",
        r"[^zlPSDt:/]*G[^zlPSDt:/]*[,.][dwsh]*v+[p.]*$",  # 昨天的接龙没玩完，继续
        rf"{LEAD}[vhwa]*(?:G)[vmdsyRhqpQ][^fzlSPDKr]*$",
        rf"{LEAD}(?:[sh]*[kA]*[fFZ]?[vdas]*|io)(?:B|G(?=e?[rfFB]))",
        r"[soqXvUZmdzI,.:eo]*R",
        rf"{LEAD}[sywahd]*[vm][mied]*I(?:[jpQ.,]|$)",
        r"[aQhwsyd,]*[vo]?[m]*I$",
    ),
)

# The last sentence of a message, where the text stands before the order.
LIKELY_LAST: tuple[Rule, ...] = likely(
    "post",
    rf"{LEAD}[sywahd]*[wh][sywahd]*(?:b?[imnNe]+[sywahd]*)?(?:P|[DX][mepdk]*[imnNe]*k?c?)[pmQ.,]*$",
)
