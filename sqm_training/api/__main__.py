"""Start the records service."""

import uvicorn

from sqm_training.api.app import create
from sqm_training.services.installation import Installation
from sqm_training.settings import Settings

settings = Settings.from_env()
uvicorn.run(
    create(Installation.open(settings)),
    host="127.0.0.1",
    port=settings.records_port,
    log_level="warning",
    timeout_graceful_shutdown=5,
)
