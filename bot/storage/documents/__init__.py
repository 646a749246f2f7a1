"""The text of documents: those sent over HTTP, and those sent to chats."""
