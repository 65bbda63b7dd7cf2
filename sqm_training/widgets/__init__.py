"""What one sees: item cards, papers, tables, charts."""
