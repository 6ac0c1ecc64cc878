"""What all handlers of a mock share."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.mock.active_rules import ActiveRules
from mockserver.mock.lineage import Lineage
from mockserver.mock.options import Options
from mockserver.mock.stored_bodies import StoredBodies
from mockserver.response import Judge, Sampler
from mockserver.schema import Validators
from mockserver.spec.model import SecurityScheme
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Toolkit:
    """What all handlers of a mock share."""

    options: Options
    validators: Validators
    judge: Judge
    sampler: Sampler
    active_rules: ActiveRules
    lineage: Lineage
    stored: StoredBodies
    schemes: Mapping[str, SecurityScheme]
