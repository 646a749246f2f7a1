"""Conversation memory, each kind behind LangChain's memory interface (docs/decisions/0045).

history.py      the messages of a thread, over the port ConversationHistory
window.py       the last k exchanges
buffer.py       the newest that fit a number of tokens
summary.py      a running summary and the newest; folding.py writes it in the background
recall.py       the newest and the relevant ones; vectors.py embeds them
factory.py      which kind a question gets
speakers.py     who said what, safe against forged names
message_dicts.py  LangChain's message dicts, for export and import
"""
