"""One reader for each family of formats, `read(data: bytes) -> Reading`; they run in the sandbox."""
