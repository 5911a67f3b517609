"""attribune beside others' tools, on the same articles in one run."""
