"""The closed set of exercise kinds."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from sqm_training.labs.audit import Audit
from sqm_training.labs.crm import Crm
from sqm_training.labs.desk import Desk
from sqm_training.labs.diagnosis import Diagnosis
from sqm_training.labs.dispatch import Dispatch
from sqm_training.labs.figures import Figures
from sqm_training.labs.hotspots import Hotspots
from sqm_training.labs.improve import Improve
from sqm_training.labs.order import WorkOrder
from sqm_training.labs.reception import Reception
from sqm_training.labs.shadow import Shadow
from sqm_training.labs.sort import Sort
from sqm_training.labs.stock import Stock
from sqm_training.labs.trend import Trend
from sqm_training.labs.workshop import Workshop

AnyExercise = Annotated[
    Sort
    | Shadow
    | Hotspots
    | Audit
    | Trend
    | Dispatch
    | Workshop
    | Stock
    | Desk
    | Reception
    | Crm
    | WorkOrder
    | Diagnosis
    | Improve
    | Figures,
    Field(discriminator="kind"),
]
_ANY: TypeAdapter[AnyExercise] = TypeAdapter(AnyExercise)


def read(spec: Any) -> AnyExercise:
    """The exercise a lesson describes; raises pydantic's ValidationError (a ValueError) naming each fault."""
    return _ANY.validate_python(spec)
