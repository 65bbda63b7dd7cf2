"""Charts of a guided look at data, one module each: its figures, and what a decision is worth."""
