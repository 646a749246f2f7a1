"""Rules that decide alone, the first that fits. The letters are the classes of `lexicon.py`."""

from bot.commands.intent.rules import (
    ASKS,
    CAPABILITY,
    END,
    LEAD,
    MARK,
    NO_REPORT,
    TEXT,
    Rule,
    rules_for,
)

_BOT = (
    r"你|您|妳|机器人|助手|助理|\bbot|\byou|命令|指令|/[a-z]|功能|界面|菜单|设置|设定|切换|语言|角色|人设"
    r"|投|稿|总结|摘要|概括|归纳|接龙|频道|审|发布|发表|额度|次数|用量|限额|上限|记忆|记住|记得|记录|历史"
    r"|重置|清空|清除|忘|提醒|通知|推送|关闭|关掉|开启|打开|撤|停|进群|拉群|匿名|隐私|收费|付费|免费|积分|排行"
    r"|模型|管理|人工|客服|联系|反馈|举报|回复|回答|文件|pdf|图片|语音|链接|网页|文档|头像|昵称|名字|换|改|次|剩|反应"
    r"|失败|报错|错误|出错|不了|不能用|提交|作者|使用|用法|这里|这儿|群|游戏|聊天|结果|通过|超时|提问|问|账号|会员|多少钱|定时|夜间"
    r"|\b(?:command|setting|language|english|chinese|limit|quota|privacy|remind|notif|stop|delete|memory|history"
    r"|reset|publish|post|submi|summar|idiom|channel|file|image|photo|link|free|menu|features?|this|ask|times"
    r"|use|using|play|game|chat|stuck|error|cost|charge|pay|name|avatar|here|group|support)"
)
"""Words of questions that may be about the bot: the router knows better."""
_WRITES = r"写|翻译|译|润色|编|造句|画|write|translat|draft|compose|explain|proofread|rewrite"
_BOT_IN_TASK = (
    rf"^(?![^:\n]*(?:{_WRITES}))[^:\n]*(?:你|机器人|\byou\b|\bbot\b|投稿|稿|接龙|总结|频道|功能|命令|指令|界面|设置"
    r"|语言|英文|中文|额度|用量|次数|排行|积分|规则|记录)"
)
_NOT_A_COMMAND = (
    r"(?<![a-z])/(?!(?:post|mypost|idiom|ask|summarize|help|start|stop|reset|forget|export|quota|hint|skip"
    r"|giveup)\b)[a-z]"
)
_CAN_IT = (
    r"^(?!.*(?:帮|给我|一下|下吗|这|上面|刚|\bthis\b|\bthe\b|\bthat\b|\bit\b|for me))"
    r".*(?:能|可以|可不可|会|支持|\bcan\b|\bcould\b|\bdo you\b)"
)
"""总结视频可以吗: about what the bot can do; 能总结一下这个视频吗 is a wish."""
_OWN_SUMMARY = (
    rf"{_CAN_IT}.*(?:吗|么|\?|几|多)|(?<![帮给为替让带跟])我们?(?:自己)?(?:的|写的|做的|刚)?(?:总结|归纳|概括|摘要)(?!一下)|总结[了得]"
    r"|^.{0,3}[说讲挑]重点.{0,2}$|^(?:重点|要点|核心要点|核心内容|重点内容|缩写)[:\n]"
    r"|^(?:今天|今晚|现在)的?(?:总结|小结)[:\n]|^你.{0,2}(?:刚|刚才|刚刚)"
)
"""Summaries that are there already, or are no summaries."""
_NO_GAME = "小时候|以前|曾|最|讨厌|喜欢|烦|真|太|幼稚|没意思|意思|比赛|公司|老师|报名|会不会|怎"
_OTHER_TASKS = (
    *rules_for(
        "ask",
        rf"{LEAD}[sywahdvA]*(?:b[imneNq]*)?(?:h[oOt]{{1,2}})?[imn]*z[^SH:/]*(?:$|[:/])",  # 翻译, 帮我写, 把这段改成, 给女朋友写
        unless=_BOT_IN_TASK,
    ),
    *rules_for(
        "ask",
        rf"{LEAD}{ASKS}[imneN]*l",
        unless=r"^[^:\n]*(?:你|机器人|投稿|接龙|总结|频道|功能|命令)",
    ),
    *rules_for(
        "ask",
        r"[^:/SPDXGHCqyah]*[SPDGHCq]*[^:/SPDXGHCyah]*l[^SPDG]*$",  # 总结这个词用英语怎么说
        unless=r"^.{0,6}(?:总结|归纳|概括|提炼)一?下",
    ),
)
_HELP = (
    *rules_for(
        "help",
        rf"{LEAD}[hd]*z?[mi]*H[pQ,.ymdghHZX]*$",  # 帮助, 你会什么, 求教程
        rf"{LEAD}[sdiy]*F[ipQ,.]*$",  # 怎么用
        r"[dspQ,.]*+g[gdypQ,.]*$",  # 你好，在吗
    ),
    *rules_for(
        "help",
        rf"{LEAD}[sywahdvA]*[fF][yhdasvAe]*P[mpQ.,]*$",  # 怎么投稿, 请问怎么帮我投稿
        rf"{LEAD}[yA]*Pe?[rfFewadpQyZvc,.]*[rfFQ][rfFewadpQyZvc,.]*$",  # 投稿有什么要求
        unless=r"什么是|啥是|为什么|为啥|是什么$|谁|有没有|what is|what's|why|who",
    ),
    *rules_for(
        "help",
        rf"{LEAD}{ASKS}[fF][^SPGzl]*C",  # 怎么用 /post
        r"[^:/zlSG]*C[iend]*[fF][pQ.]*$",
        unless=_NOT_A_COMMAND,
    ),
)
_GAME = rules_for(
    "idiom",
    rf"{LEAD}[sywahdvmjIeZ]*?G[vmpdjhGQ]*(?:$|[.,:/Q](?:[^SPDXCuzlFfrnNT~xkoO]*o){{0,2}}[^SPDXCuzlFfrnNT~xkoO]*$)",
    rf"{LEAD}[shwd]*U(?:q|o|ov)[vomde]*[sywahdvmje]*G[pmdQ.]*$",
    unless=_NO_GAME,
)
_POST_MAYBE = r"^[^:\n]*(?:^|[^帮])(?:能|可以)[^帮我]*(?:吗|么|\?)"
_POST = (
    *rules_for(
        "post",
        rf"{LEAD}{NO_REPORT}[sywahdv]*(?<![aQ])P[mNipd.,]*$",  # 我想投稿
        rf"{LEAD}[sydv]*a[sywadv]*[hw][sywahdv]*P[mNipdQ.,]*$",  # 能帮我投稿吗
        rf"{LEAD}s?V[mNnie]*,?[sywahd]*P[mpQ.,]*$",  # 我有一篇文章想投稿
        rf"{LEAD}[sd]*(?:b|h|w)?[imnNe]*[iN][imnNe]*[sywahd]*P[mpdQ.,]*$",  # 把这篇投稿
        rf"{LEAD}{NO_REPORT}[sywahdv]*(?:b?[imnNe]+[sywahd]*)?[DX][mepd]*[iNmn]*[mepkd]*c[pmQ.,]*$",  # 把这段发到频道
        rf"{LEAD}s?V[mNnie]*,?[sywahd]*D[mpkd]*c[pQ.,]*$",
        unless=rf"{_POST_MAYBE}|^你(?:要|想|准备|打算)?投",
    ),
    *rules_for(
        "post",
        rf"{LEAD}[sywahdv]*(?:[bh]?[imnNe]+[sywahd]*)?P[mNnieydpLc]*{MARK}",  # 帮我投稿：X
        rf"{LEAD}[sywahdv]*P[mNieydpc]*[,.]*(?:n(?={MARK})|L){MARK}?",  # 我要投稿，内容是X
        rf"{LEAD}[sywahdv]*[bh]?[imnNe]*[sywahd]*D[epdc]*[imnNLepdc]*{MARK}",  # 发布：X
        rf"{LEAD}[sywahdv]*[bh]?[imnNe]*[sywahd]*X[epd]*[imnNLepd]*c[epd]*{MARK}",
        rf"{LEAD}s?V[mNnie]*,?[sywahd]*P[mpy]*{MARK}",  # 我写了个段子投给你们：X
        unless=r"^(?:今天|今晚|现在|刚|你|我们|咱们)+(?:也|就|都|还|先)?(?:发布|发表|刊登|公布|推送|投)|^(?:send|投)[:\n]",
    ),
    *rules_for(
        "post",
        rf"{LEAD}[sywahdv]*b[imnNe]*q[sywahdv]*(?:P|D[mpdk]*c)[mpdkcQ.,]*$",  # 把“X”投稿
        rf"{LEAD}[sywahdv]*P[mimnNe]*q[pQ.,]*$",  # 帮我投稿“X”
    ),
)
_SUMMARY = (
    *rules_for(
        "summarize",
        rf"{LEAD}{NO_REPORT}{ASKS}S[Sm]*{END}",  # 总结一下
        rf"{LEAD}{NO_REPORT}{CAPABILITY}{ASKS}S[Smp]*[imneNT]*[inNT][imneNTS]*{END}",  # 总结一下这篇文章
        rf"{LEAD}{NO_REPORT}{ASKS}S[Smpde]*T[TedimnS]*{END}",  # 总结一下今天群里聊了什么
        rf"{LEAD}{ASKS}b{TEXT}[inNT]{TEXT}{ASKS}S[Smeo]{{0,5}}{END}",  # 把上面的内容概括一下
        rf"{LEAD}s?k?[VW]?e?{TEXT}[inNT][imneNTxd]*,?[wahydsv]*S[Smine]*{END}",  # 这篇太长了，概括一下
        rf"{LEAD}[hdZsa]*{TEXT}i{TEXT}K[pQ.]*$",  # 这篇讲了什么
        unless=_OWN_SUMMARY,
    ),
    *rules_for(
        "summarize",
        rf"{LEAD}{NO_REPORT}{ASKS}(?:b?{TEXT}{ASKS})?S[SminNeodpTZhvU]{{0,6}}{MARK}",  # 总结这段话：X
        rf"{LEAD}{ASKS}b{TEXT}[inN]{TEXT}{ASKS}(?:Z[em]*)?S[Sme]*{MARK}",
        unless=_OWN_SUMMARY,
    ),
)
_CHAT = rules_for(
    "summarize",
    rf"{LEAD}[sditTkKmo]*[TK][pQ,.]*$",  # 大家刚才聊了什么
    # 我们聊什么 asks for a topic; 他们说了什么 may be about a text.
    unless=r"^(?!.*(?:大家|群))|^(?!.*(?:[聊说讲谈论]了|[在都](?:聊|说|讲|谈|讨论)))|小明|你",
)
_LINK = (
    *rules_for("summarize", r"u$"),
    *rules_for(
        "summarize",
        r"(?![^u]*[zlPDXC])[^u]*[SK][^u]*u[^zlPDXC~]*$",
        r"[^uzlPDXCq]*u[^uzlPDXC~]*[SK][^uzlPDXC~]*$",
        unless=r"(?<![帮给为替让带跟])我们?(?:自己)?(?:的|写的|做的|刚)?(?:总结|归纳|概括|摘要)(?!一下)|总结[了得]|的总结$|怎么样|评价|点评|区别|靠谱",
    ),
)
_CONTENT = "(?=[^oO]*(?:O|o[^oO]*[oO]))"
"""为什么没反应 may be about the bot: a question is about something else where it names that."""
QUESTIONS = rules_for(
    "ask",
    rf"{_CONTENT}[^SPDXGIBCHKTuinNEWRjrcy:/~]{{0,24}}f(?!h)[^SPDXGIBCHKTuinNEWRjrcy:/~]{{0,24}}$",  # 天空为什么是蓝的
    rf"{_CONTENT}[^SPDXGIBCHKTuinNEWRjrcyfa:/~]{{0,24}}Q$",
    unless=_BOT,
)

_LAST_SENTENCE = rules_for(
    "summarize",
    rf"{LEAD}{NO_REPORT}[sywahdvZUm]*(?:b?[imnNe]*[inN][imnNekdo]*,?[wahyds]*)?[UmZ]*S[SminNeo]{{0,6}}{END}",
    rf"{LEAD}[hdZ]*[imnNe]*i[imnNe]*K[pQ.]*$",
    unless=rf"{_OWN_SUMMARY}|^(?:然后|再|先|就|还|也|都|要|得|需要|打算|准备|应该|不如)+[^帮]*(?:总结|归纳|概括)",
)

SURE: tuple[Rule, ...] = (
    *_HELP,
    *_OTHER_TASKS,
    *_POST,
    *_LINK,
    *_SUMMARY,
    *_CHAT,
    *_GAME,
    *QUESTIONS,
)
SURE_LAST: tuple[Rule, ...] = _LAST_SENTENCE
"""For the last sentence of a message, where a text stands before the order."""
