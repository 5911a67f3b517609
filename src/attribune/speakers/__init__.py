"""Who is behind a source: names and descriptions read, grouped and resolved, without spaCy."""
