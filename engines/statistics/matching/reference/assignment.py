"""Reference totals of assignments with scipy. Run: python3 engines/statistics/matching/reference/assignment.py"""
import json
import pathlib

import numpy
import scipy
from scipy.optimize import linear_sum_assignment

rng = numpy.random.default_rng(99)
cases = []
for rows, columns, forbidden in [(1, 1, 0), (6, 6, 0), (12, 30, 0), (25, 25, 0), (20, 18, 0), (15, 20, 0.5), (12, 12, 0.8)]:
    costs = numpy.round(rng.random((rows, columns)) * 10, 3)
    blocked = rng.random((rows, columns)) < forbidden
    # As many rows as possible first, then the least total.
    penalised = numpy.where(blocked, 1e6, costs)
    chosen = linear_sum_assignment(penalised)
    kept = ~blocked[chosen]
    cases.append({
        "costs": [[None if blocked[i, j] else float(costs[i, j]) for j in range(columns)] for i in range(rows)],
        "assigned": int(kept.sum()),
        "total": float(costs[chosen][kept].sum()),
    })

versions = {"numpy": numpy.__version__, "scipy": scipy.__version__}
target = pathlib.Path(__file__).with_name("assignment.json")
target.write_text(json.dumps({"generated_with": versions, "cases": cases}) + "\n")
