"""A local Bot API server: strict, like Telegram's, and independent of the bot it serves.

    __main__.py            command line of the server's process
    application.py         the aiohttp application: routes, background tasks, serving
    bot_api_server.py      the parts of one server, wired together
    bot_api_endpoints.py   /bot<token>/<method> and /file/bot<token>/<path>: token, JSON envelope
    parameters.py          a call's parameters from query, form, multipart or JSON
    methods/               one function for each Bot API method
    access.py              which chats and messages the bot may use
    message_text.py        parse mode and length limits of texts and captions
    formatting/            entities, HTML, MarkdownV2
    reply_markup.py        keyboards and force_reply
    api_error.py           the errors the Bot API answers with
    rate_limits.py         429: how many calls a chat takes
    state.py               users, chats, messages, files; initial_state.py: those of a new server
    snapshot.py            the state in a file, so that it survives a restart
    user_actions.py        what users do: send, edit, forward, press a button
    chat_members.py        ChatMember objects, changes of the bot's membership
    message_fields.py      replies, topics and forwards in Message objects
    stored_files.py        sent files, Document and PhotoSize objects
    update_queue.py        getUpdates; webhook_sender.py: the same updates, pushed
    request_guard.py       which requests are answered: host, origin, token
    page_endpoints.py      the chat page and its JSON API; page_events.py: its event stream

Fault injection is not part of the server; tests mount it (tests/fakes/telegram_faults.py).
"""
