"""A strict local Bot API server: a second, independent reading of Telegram's Bot API.

    application.py   the aiohttp application: routes, in-process use
    bot_api.py       /bot<token>/<method> and /file/bot<token>/<path>
    methods/         one function a Bot API method
    checks.py …      what Telegram refuses: keyboards.py, entities.py, html.py, markdown.py
    world.py         people, chats, messages; people.py and places.py: what happens to them
    updates.py       getUpdates; webhook.py: the same updates, pushed
    limits.py        the rate model; faults.py: failures that a test orders
    control.py       the chat page's API; events.py: its stream
    store.py         the snapshot that survives a restart

It knows nothing of the bot it serves.
"""
