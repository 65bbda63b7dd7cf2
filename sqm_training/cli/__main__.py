"""`python -m sqm_training.cli`."""

from sqm_training.cli import main

main()
