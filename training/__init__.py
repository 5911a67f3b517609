"""The commands that made the shipped weights: `python -m training.build --help`."""
