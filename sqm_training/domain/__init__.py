"""What is true: the nouns of the field. Imports nothing but pydantic and the standard library."""
