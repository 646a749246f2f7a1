"""Messages that grow while a model writes: the stream editor, Markdown, splitting."""
