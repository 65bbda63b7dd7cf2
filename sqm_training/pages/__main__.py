"""`python -m sqm_training.pages`: the pages service of one installation."""

from sqm_training.pages.server import Pages

if __name__ == "__main__":
    Pages.launch_instance()
