"""A growing message: the stream editor, Markdown rendering, splitting. Knows no platform."""
