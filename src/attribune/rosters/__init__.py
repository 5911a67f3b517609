"""A user's own list of people and bodies: read and checked, and its entries found among the speakers of articles."""
