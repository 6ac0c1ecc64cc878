"""What all desks of a mock share."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.mock.keeping import Keeping
from mockserver.mock.lineage import Lineage
from mockserver.mock.options import Options
from mockserver.mock.script import Script
from mockserver.response import Judge, Sampler
from mockserver.schema import Validators
from mockserver.spec.model import SecurityScheme
from mockserver.value import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """What all desks of a mock share."""

    options: Options
    validators: Validators
    judge: Judge
    sampler: Sampler
    script: Script
    lineage: Lineage
    keeping: Keeping
    schemes: Mapping[str, SecurityScheme]
