"""Charts of what was measured, drawn by a library that only this needs, in its own environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.peer import python_home

_LIBRARY = "matplotlib==3.10.0"
_PROGRAM = """\
import json, sys
import matplotlib
matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "bench", "font.size": 9, "axes.spines.top": False,
                            "axes.spines.right": False})
import matplotlib.pyplot as plot
for chart in json.load(sys.stdin):
    figure, axes = plot.subplots(figsize=(7, 0.35 * len(chart.get("bars", [])) + 1.2)
                                 if "bars" in chart else (7, 3))
    if "bars" in chart:
        names, values = zip(*reversed(chart["bars"]))
        drawn = axes.barh(names, values, color=["#2a6f97" if name == "mockserver" else "#a9b4bd"
                                                for name in names])
        axes.bar_label(drawn, fmt="%.2f", padding=3)
    for name, points in chart.get("curves", {}).items():
        axes.plot(*zip(*points), marker="o", label=name)
        axes.set_xscale("log"), axes.set_yscale("log"), axes.legend(frameon=False)
    axes.set_title(chart["title"], loc="left"), axes.set_xlabel(chart["unit"])
    figure.tight_layout()
    figure.savefig(chart["path"], metadata={"Date": None})
"""


def bars(title: str, unit: str, values: Sequence[tuple[str, float]]) -> Mapping[str, Any]:
    """A chart with a bar for each name."""
    return {"title": title, "unit": unit, "bars": [list(each) for each in values]}


def curves(
    title: str, unit: str, values: Mapping[str, Sequence[tuple[float, float]]]
) -> Mapping[str, Any]:
    """A chart with a curve for each name; both axes are logarithmic."""
    return {"title": title, "unit": unit, "curves": values}


def draw(charts: Mapping[Path, Mapping[str, Any]]) -> None:
    """Write each chart to its file, as SVG."""
    python = python_home("charts", _LIBRARY)
    told = []
    for path, chart in charts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        told.append({**chart, "path": str(path)})
    subprocess.run([python, "-c", _PROGRAM], input=json.dumps(told), check=True, text=True)
