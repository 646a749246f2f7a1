"""The English words and phrases of the rules, separated by commas (`lexicon.py` has the classes)."""

WORDS = {
    "s": "i, we, me, us, i'm, im",
    "y": "bot, robot, you, dear, the bot, assistant, buddy, dude",
    "t": (
        "he, she, they, someone, somebody, my friend, my teacher, my boss, people, everyone, tom, alice, bob, "
        "my brother, my sister, my mom, my dad, his, her, their"
    ),
    "w": (
        "want, want to, wanna, would like to, would like, 'd like to, i'd like to, i'd like, i want to, i want, i wanna, need to, i need, "
        "i need to, wish to, feel like, i feel like, love to, i'd love to, i would like to, i would love to, gonna, want you to, i want you to"
    ),
    "a": "can, could, would, will, may, shall, can you, could you, would you, will you, can we, shall we, could we, can i, may i, could i, how about, what about, would you mind",
    "h": "please, pls, plz, let's, lets, let us, let me, help me, with me, with us, for me, for us, together, kindly, go ahead and",
    "d": (
        "okay, so, now, just, right now, then, again, quickly, briefly, well, and, the, a, an, another, some, one, it, to, also, today, "
        "in chinese, in english, in one sentence, i'm bored, bored, up, new, quick, short, brief, anonymously, only, first, me first"
    ),
    "A": "tell me, teach me, show me, i wonder, i don't know, explain to me",
    "g": (
        "hello, hi, hey, hiya, yo, hi there, hello there, hey there, good morning, good evening, good afternoon, are you there, "
        "anybody here, anyone here, u there, you there, anybody there, anyone there, greetings, howdy, sup, what's up"
    ),
    "v": "play, start, begin, continue, resume, go, have, do, try, playing, game of, kick off, launch",
    "m": "a round, a round of, round of, round, one round, a bit, a game of, some rounds, another round of, another round",
    "G": (
        "idiom chain, idiom chain game, idiom game, idioms game, idiom chains, idiom solitaire, chengyu chain, chengyu game, chengyu solitaire, "
        "chengyu jielong, chinese idiom game, chinese idiom chain, jielong, idiom relay, idiom dragon, chengyujielong, chinese idiom chain game, idiom chaining, idioms round, round of idioms"
    ),
    "I": "idiom, idioms, chengyu, chinese idiom, chinese idioms",
    "S": (
        "summarize, summarise, summary, summaries, sum up, sum it up, sum this up, sum that up, tl;dr, tldr, tl dr, key points, main points, "
        "key takeaways, takeaways, gist, summarizing, summarization, condense, recap, digest, bullet points, a summary, the gist, the key points, "
        "the main points, a recap, short version, main ideas, main idea, summarize this, summarise this, tldr pls, short summary, summary of, tl"
    ),
    "P": "posting, submitting a post, contributing, submit a post, make a post, submit post, submit my post, submit a story, submit something, submit an article, submit a piece, make a submission, publish a post, publish an article, publish a story, contribute a post, contribute an article, contribute a story",
    "D": "publish, post, submit, submit it, post it, publish it, send",
    "X": "po",
    "c": "channel, the channel, our channel, wall, the wall",
    "i": "this, that, these, those, following, above, below, the following, the above, attached, my, linked, whole, here",
    "n": (
        "paper, link, page, web page, webpage, website, email, mail, document, file, report, news, content, contents, text, passage, paragraph, message, "
        "thread, notes, meeting, minutes, transcript, blog, blog post, book, chapter, pdf file, conclusion, pdf, ppt, pptx, word, excel, doc, docx, txt, too long, the phrase, the sentence, a sentence, phrase, sentence"
    ),
    "N": "article, story, poem, essay, haiku, note, letter, a post, piece, something, review",
    "K": "talk about, talks about, is about, it says, what's this about, what is this about, what does it say, what does this say, what is it about, what's it about",
    "T": (
        "group chat, in the group, the chat, chat history, the conversation, conversation, our chat, the discussion, discussed, talked about, chat, "
        "the group, unread messages, our conversation"
    ),
    "r": "rules, rule, guidelines, requirements, command, commands, feature, function, steps, process",
    "f": (
        "how do i, how can i, how do you, how do we, how to, how does, how, what is, what's, what are, what, when, where, why, which, who, how long, "
        "how can we, how should i, what does, how many, how much, whose, is there, are there, is it, does, do i"
    ),
    "F": "work, works, how to play, how to post, how to submit",
    "z": (
        "translate, write, explain, draft, compose, describe, calculate, compute, define, fix, debug, refactor, recommend, suggest, compare, analyze, analyse, "
        "rewrite, proofread, paraphrase, tell me a, tell me about, create, generate, make up"
    ),
    "Z": "read, list, find, show, give, give me, make, get, tell, send me",
    "l": (
        "mean, means, meaning, in french, in spanish, in german, in japanese, pronounce, pronounced, spell, synonym, synonyms, antonym, the word, "
        "word for, how do you say, how to say, the words"
    ),
    "k": "was, were, said, told, asked, did, had, liked, likes, like, is, are, yesterday, ago, last, used, been, has, work, works, about to, if, because, but, says, wants to, wants, asks",
    "e": "of, in, from, on, into, at, with, about, onto",
    "x": "not, don't, do not, didn't, doesn't, never, no, cannot, can't, won't, stop, cancel, withdraw, delete, without, isn't",
    "p": "thanks, thank you, thx, ty, ok, right, cheers, many thanks, lol, haha, let's go, go ahead",
    "H": (
        "help, menu, usage, features, options, manual, tutorial, what can you do, what do you do, what can u do, who are you, what are you, who r u, "
        "what is this bot, what's this bot, how do i use you, how to use you, how to use this bot, how do i use this, how do i use this bot, how does this work, "
        "how does this bot work, how do you work, what are your features, what features do you have, introduce yourself, what commands are there, what can this bot do, "
        "what's your name, what is your name, list commands, list of commands, show menu, show help, show commands, help menu, show me what you can do, "
        "what are your commands, how can you help, how can you help me, what can you help with, what can you help me with, get started, getting started, "
        "your features, how do you use this bot, what are you able to do, tell me what you can do, what functions do you have, what is this bot for, what are you for, show me the menu, show me the commands, what else can you do, how do i start, any tutorial, is there a manual"
    ),
    "V": "i wrote, i have, i've written, wrote, i made, have written, got a, i've got, i have written",
    "j": "game, games",
    "L": "title, here it is, here is the text, here's the text, it goes, as follows, here it goes",
}
