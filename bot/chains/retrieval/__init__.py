"""Which passages of a text a question needs, without a language model."""
