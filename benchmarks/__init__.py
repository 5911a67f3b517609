"""Measurements that are too long, or need too much data, to be tests."""

# The small English pipeline, for annotators and tools that read a parser's trees; from the repository's root.
PIPELINE = "pipelines/en_attribune_sm/en_attribune_sm"
