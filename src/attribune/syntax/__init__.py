"""Reading dependency trees: what the syntactic components know about relations, lexicons and phrases."""
