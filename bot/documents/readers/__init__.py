"""One reader a family of formats, each `read(data: bytes) -> Reading`; they run in the sandbox."""
