"""Writes tests/fixtures/reference/pace.json: stalls, jitter, the settling cut and slopes of answers by numpy and scipy, independent of ours.

Run: python3 scripts/reference/pace.py (Debian: python3-scipy)
"""
import json
import pathlib

import numpy as np
from scipy import stats

rng = np.random.default_rng(20261125)


def stamps(n, usual, noise, stalls, start=100.0):
    gaps = np.maximum(0.01, rng.normal(usual, noise, n - 1))
    gaps[rng.choice(n - 1, stalls, replace=False)] *= 6
    # Some events share a read: no time lies between them.
    gaps[rng.choice(n - 1, n // 20, replace=False)] = 0
    return np.round(np.r_[start, start + np.cumsum(gaps)], 4)


def pace(answers):
    total = stalled = count = stalls = 0.0
    squares = []
    for answer in answers:
        gaps = np.diff(answer)
        gaps = gaps[gaps > 0]
        if len(gaps) < 8:
            continue
        usual = np.array([np.median(gaps[max(0, i - 15): i + 16]) for i in range(len(gaps))])
        late = gaps > 2.5 * usual
        total, stalled, count, stalls = total + gaps.sum(), stalled + gaps[late].sum(), count + len(gaps), stalls + late.sum()
        squares.append((gaps - usual) ** 2)
    return {"n": int(count), "stallShare": stalled / total, "stalls": int(stalls), "jitterMs": float(np.sqrt(np.concatenate(squares).mean()))}


def mser(values):
    values = np.asarray(values)
    n = len(values)
    scores = {d: values[d:].var() / (n - d) for d in range(0, n // 2 + 1) if n - d >= 2}
    return min(scores, key=lambda d: (scores[d], d))


answers = [stamps(40, 20, 3, 2), stamps(120, 25, 2, 3), stamps(12, 18, 4, 1), stamps(6, 20, 1, 0), stamps(200, 30, 6, 0)]
series = {
    "settles after a slow start": np.r_[np.linspace(900, 320, 12), rng.normal(300, 15, 60)],
    "noise": rng.normal(300, 20, 80),
    "keeps climbing": np.linspace(100, 900, 70) + rng.normal(0, 10, 70),
}
tokens = np.round(rng.uniform(100, 4000, 60))
ttft = np.round(80 + 0.35 * tokens + rng.normal(0, 25, 60), 4)
found = stats.theilslopes(ttft, tokens)
out = {
    "answers": [a.tolist() for a in answers],
    "pace": pace(answers),
    "settling": [{"name": k, "values": np.round(v, 4).tolist(), "cut": int(mser(np.round(v, 4)))} for k, v in series.items()],
    "prefill": {"tokens": tokens.tolist(), "ttftMs": ttft.tolist(), "msPerToken": float(found.slope), "fixedMs": float(found.intercept), "interval": [float(found.low_slope), float(found.high_slope)]},
}
(pathlib.Path(__file__).resolve().parents[2] / "tests/fixtures/reference/pace.json").write_text(json.dumps(out) + "\n")
