"""The APIs of the gate, and who implements them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import customers
import customers_edges
import customers_liars
import customers_wires
import depot
import depot_liars
import estate
import estate_liars
import laboratory
import laboratory_liars
import stations
import workshop
import workshop_liars


@dataclass(frozen=True)
class Api:
    """A document, its fixtures, who keeps it and who lies, by family.

    ``seeds`` are those of the tests.
    """

    name: str
    document: Path
    fixtures: Path
    honest: Mapping[str, type]
    liars: Mapping[str, Mapping[str, type]]
    options: Mapping[str, Any] = field(default_factory=dict)
    seeds: tuple[int, ...] = (1, 2, 3)

    def services(self) -> Iterator[tuple[str, str, type, bool]]:
        """Family, name, implementation, and whether it is honest."""
        for name, service in self.honest.items():
            yield self.name, name, service, True
        for family, liars in self.liars.items():
            for name, service in liars.items():
                yield family, name, service, False


APIS = [
    Api(
        "customers",
        customers.DOCUMENT,
        customers.FIXTURES,
        {**customers.HONEST, **customers_edges.HONEST},
        {
            family: {
                **liars,
                **customers_edges.LIES.get(family, {}),
                **customers_wires.LIES.get(family, {}),
            }
            for family, liars in customers_liars.LIES.items()
        },
    ),
    Api(
        "stations",
        stations.DOCUMENT,
        stations.FIXTURES,
        stations.HONEST,
        stations.LIES,
        {"headers": (("Authorization", f"Bearer {stations.TOKEN}"),), "base": "/api"},
    ),
    Api(
        "depot",
        depot.DOCUMENT,
        depot.FIXTURES,
        depot.HONEST,
        depot_liars.LIES,
        {"headers": (("X-Api-Key", depot.KEY),), "base": "/depot"},
        seeds=(1,),
    ),
    Api(
        "workshop",
        workshop.DOCUMENT,
        workshop.FIXTURES,
        workshop.HONEST,
        workshop_liars.LIES,
        {"headers": (("Authorization", f"Bearer {workshop.TOKEN}"),)},
        seeds=(1,),
    ),
    Api(
        "estate",
        estate.DOCUMENT,
        estate.FIXTURES,
        estate.HONEST,
        estate_liars.LIES,
        {"headers": (("Authorization", f"Bearer {estate.TOKEN}"),)},
        seeds=(1,),
    ),
    Api(
        "laboratory",
        laboratory.DOCUMENT,
        laboratory.FIXTURES,
        laboratory.HONEST,
        laboratory_liars.LIES,
        {"headers": (("Authorization", f"Bearer {laboratory.TOKEN}"),)},
        seeds=(1,),
    ),
]
