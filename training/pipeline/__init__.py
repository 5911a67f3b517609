"""A small English spaCy pipeline (tags, lemmas, trees) from UD treebanks: `python -m training.pipeline --help`."""
