"""attribune: finds every quote and reported claim in news text and says who said it."""
