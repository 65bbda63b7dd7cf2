"""What is asked for: one module per verb."""
