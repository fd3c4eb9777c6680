"""Writes tests/fixtures/reference/statistics.json: figures of scipy and numpy, implementations independent of ours.

Run: python3 scripts/reference/statistics.py (Debian: python3-scipy)
"""
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20261124)


def ar1(n, phi):
    out = np.empty(n)
    out[0] = rng.normal()
    for i in range(1, n):
        out[i] = phi * out[i - 1] + np.sqrt(1 - phi * phi) * rng.normal()
    return out


def rounded(values):
    return np.round(np.asarray(values, dtype=float), 6)


def acf(values, most):
    d = values - values.mean()
    full = np.correlate(d, d, "full")[len(d) - 1:]
    return full[: most + 1] / full[0]


def lag_one(values):
    n = len(values)
    return float(np.clip((acf(values, 1)[1] * n + 2) / (n - 4), -0.99, 0.99))


def rank_correlation(name, x, y):
    x, y = rounded(x), rounded(y)
    n = len(x)
    rx, ry = stats.rankdata(x), stats.rankdata(y)
    k = np.arange(1, n // 4 + 1)
    weight = (1 - k / n) * acf(rx, n // 4)[1:] * acf(ry, n // 4)[1:]
    effective = float(np.clip(n / (1 + 2 * weight.sum()), 2, n))
    rho = float(stats.spearmanr(x, y).statistic)
    z = np.arctanh(rho)
    half = stats.norm.ppf(0.975) * np.sqrt((1 + rho**2 / 2) / (effective - 3))
    return {
        "name": name, "x": x.tolist(), "y": y.tolist(), "ranksX": rx.tolist(), "rho": rho, "nEffective": effective,
        "low": float(np.tanh(z - half)), "high": float(np.tanh(z + half)), "p": float(2 * stats.norm.sf(abs(z) * np.sqrt((effective - 3) / 1.06))),
    }


def slope(name, x, y):
    x, y = rounded(x), rounded(y)
    found = stats.theilslopes(y, x)
    tau = stats.kendalltau(x, y)
    s = float(np.sign(y[None, :] - y[:, None])[np.triu_indices(len(y), 1)].sum())
    ties = np.unique(y, return_counts=True)[1]
    n = len(y)
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    r = lag_one(y - found.slope * x)
    z = (s - np.sign(s)) / np.sqrt(variance * max(1, (1 + r) / (1 - r)))
    return {
        "name": name, "x": x.tolist(), "y": y.tolist(), "slope": float(found.slope), "intercept": float(found.intercept),
        "low": float(found.low_slope), "high": float(found.high_slope), "tauB": float(tau.statistic), "s": s, "persistence": r,
        "p": float(2 * stats.norm.sf(abs(z))),
    }


def change(name, values):
    values = rounded(values)
    n = len(values)
    u = 2 * np.cumsum(stats.rankdata(values))[:-1] - np.arange(1, n) * (n + 1)
    at = int(np.argmax(np.abs(u)))
    # The textbook form of the same statistic: the sum of signs over both sides.
    assert abs(np.sign(values[: at + 1, None] - values[None, at + 1:]).sum()) == abs(u[at])
    return {"name": name, "values": values.tolist(), "at": at + 1, "k": float(abs(u[at]))}


def exact_rank(n, r, share):
    low, high = 1, n
    while low < high:
        middle = (low + high) // 2
        if stats.binom.sf(r - 1, n, middle / n) >= share:
            high = middle
        else:
            low = middle + 1
    return low


def quantile_ranks(n, p):
    position = (n - 1) * p
    rank, part = int(np.floor(position)), position % 1
    return [exact_rank(n, rank + 1, q) * (1 - part) + exact_rank(n, min(n, rank + 2), q) * part - 1 for q in (0.025, 0.975)]


def interval(name, values):
    values = rounded(values)
    boot = lambda f: stats.bootstrap((values,), f, n_resamples=9999, method="percentile", vectorized=False, random_state=7).confidence_interval
    figures = {"mean": boot(np.mean), "p50": boot(np.median), "p90": boot(lambda v: np.quantile(v, 0.9))}
    return {"name": name, "values": values.tolist(), "skew": float(stats.skew(values, bias=False)), **{k: [float(c.low), float(c.high)] for k, c in figures.items()}}


def adjusted(p):
    p = np.asarray(p)
    m, order = len(p), np.argsort(p, kind="stable")
    holm, bh = np.empty(m), np.empty(m)
    for i, at in enumerate(order):
        holm[at] = min(1, max((m - j) * p[order[j]] for j in range(i + 1)))
        bh[at] = min(1, min(m / (j + 1) * p[order[j]] for j in range(i, m)))
    return {"p": p.tolist(), "holm": holm.tolist(), "benjaminiHochberg": bh.tolist()}


a, b = ar1(80, 0.7), ar1(80, 0.7)
drifting = 0.02 * np.arange(120) + ar1(120, 0.4)
out = {
    "versions": {"scipy": scipy.__version__, "numpy": np.__version__},
    "rankCorrelations": [
        rank_correlation("independent noise", a, b), rank_correlation("driven by the same", a + b * 0.5, a),
        rank_correlation("ties", np.round(rng.normal(size=60)), np.round(rng.normal(size=60))), rank_correlation("opposed", a, -a + 0.3 * b),
    ],
    "slopes": [
        slope("drift in persistent noise", np.arange(120), drifting), slope("no drift", np.arange(90), ar1(90, 0.2)),
        slope("steps with ties", np.arange(60), np.floor(np.arange(60) / 7)), slope("uneven times", np.sort(rng.uniform(0, 100, 70)), ar1(70, 0.0)),
        slope("prompt length and TTFT", np.round(rng.uniform(50, 4000, 100)), rng.normal(400, 40, 100)),
    ],
    "changes": [change("one step", np.r_[ar1(50, 0.2), ar1(40, 0.2) + 2]), change("noise", ar1(70, 0.3)), change("ties", np.round(ar1(64, 0.0)))],
    "autocorrelations": [{"values": rounded(v).tolist(), "r": acf(rounded(v), 20).tolist(), "lagOne": lag_one(rounded(v))} for v in (ar1(64, 0.8), ar1(200, 0.0))],
    "quantileRanks": [{"n": n, "p": p, "ranks": quantile_ranks(n, p)} for n, p in ((12, 0.5), (59, 0.95), (100, 0.9), (299, 0.99), (1000, 0.5), (1000, 0.99), (100000, 0.95), (100000, 0.99))],
    "intervals": [interval("normal", rng.normal(200, 30, 150)), interval("lognormal", rng.lognormal(5, 0.6, 200)), interval("few", rng.normal(20, 3, 30))],
    "adjusted": [adjusted([0.01, 0.04, 0.03, 0.005, 0.5]), adjusted([0.2]), adjusted([0.05, 0.05, 0.05])],
    "twoSided": [{"z": z, "p": float(2 * stats.norm.sf(z))} for z in (0, 0.5, 1, 1.96, 2.576, 4)],
}
target = pathlib.Path(__file__).resolve().parents[2] / "tests/fixtures/reference/statistics.json"
target.write_text(json.dumps(out) + "\n")
