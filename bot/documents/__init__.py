"""Reading documents: sniff, decode, extract in a sandboxed child process."""
