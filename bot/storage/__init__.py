"""Redis; the only importer of redis. Implements the ports of its siblings."""
