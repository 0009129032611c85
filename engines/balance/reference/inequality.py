"""Reference numbers for the inequality measures: definitions written out with exact sums (math.fsum), no package.

Writes inequality.json beside itself: seeded values and weights, and every measure of them.
Run: python3 inequality.py
"""

import json
import math
import pathlib
import platform

GROUPS = ["centre", "east", "west", "hills"]


def draw(seed):
    """Park-Miller numbers in (0, 1): the same everywhere."""
    state = seed
    while True:
        state = state * 48271 % 2147483647
        yield state / 2147483647


def quantile7(values, share):
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def measure(x, w):
    total = math.fsum(w)
    mean = math.fsum(a * b for a, b in zip(x, w)) / total
    variance = math.fsum(b * (a - mean) ** 2 for a, b in zip(x, w)) / total
    plain = math.fsum(x) / len(x)
    gini = math.fsum(
        b * d * abs(a - c) for a, b in zip(x, w) for c, d in zip(x, w)
    ) / (2 * total * total * mean)
    share = [b / total for b in w]
    return {
        "mean": mean,
        "cv": math.sqrt(variance) / mean,
        "cvUnweighted": math.sqrt(math.fsum((a - plain) ** 2 for a in x) / len(x)) / plain,
        "gini": gini,
        "theilT": math.fsum(s * a / mean * math.log(a / mean) for a, s in zip(x, share)),
        "theilL": math.fsum(s * math.log(mean / a) for a, s in zip(x, share)),
        "generalizedEntropy2": variance / mean**2 / 2,
        "hoover": math.fsum(s * abs(a - mean) for a, s in zip(x, share)) / (2 * mean),
        "atkinsonHalf": 1 - math.fsum(s * math.sqrt(a) for a, s in zip(x, share)) ** 2 / mean,
        "atkinsonOne": 1 - math.exp(math.fsum(s * math.log(a) for a, s in zip(x, share))) / mean,
        "atkinsonTwo": 1 - 1 / math.fsum(s / a for a, s in zip(x, share)) / mean,
        "highestToLowest": max(x) / min(x),
        "p90ToP10": quantile7(x, 0.9) / quantile7(x, 0.1),
    }


def decompose(x, w, groups):
    total = math.fsum(w)
    mean = math.fsum(a * b for a, b in zip(x, w)) / total
    parts = {"theilT": [0.0, 0.0], "theilL": [0.0, 0.0]}
    for group in GROUPS:
        gx = [a for a, g in zip(x, groups) if g == group]
        gw = [b for b, g in zip(w, groups) if g == group]
        inside = measure(gx, gw)
        f = math.fsum(gw) / total
        s = f * inside["mean"] / mean
        parts["theilT"][0] += s * math.log(inside["mean"] / mean)
        parts["theilT"][1] += s * inside["theilT"]
        parts["theilL"][0] += f * math.log(mean / inside["mean"])
        parts["theilL"][1] += f * inside["theilL"]
    return {key: {"between": b, "within": i, "total": b + i} for key, (b, i) in parts.items()}


def main():
    numbers = draw(20170419)
    values = [round(math.exp(1.5 * next(numbers)) * 3, 4) for _ in range(120)]
    weights = [40 + int(1900 * next(numbers)) for _ in range(120)]
    groups = [GROUPS[int(4 * next(numbers))] for _ in range(120)]
    ones = [1] * len(values)
    out = {
        "program": f"Python {platform.python_version()}, math.fsum",
        "values": values,
        "weights": weights,
        "groups": groups,
        "weighted": measure(values, weights),
        "unweighted": measure(values, ones),
        "oneToTen": measure(list(range(1, 11)), [1] * 10),
        "decomposition": decompose(values, weights, groups),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(out, indent=1) + "\n")


main()
