import pytest
from services.story import Story

from sqm_training.services.installation import Installation


@pytest.fixture
def story(house: Installation) -> Story:
    return Story(house)
