"""A difference of AUROCs with its interval by DeLong's paired method, for libs/metrics/test/comparePredictions.test.ts.

python tools/reference/metrics/make_paired_bootstrap.py > libs/metrics/test/fixtures/paired.json
"""

import json

import numpy as np
from scipy import stats

rng = np.random.default_rng(11)
n = 400
labels = (rng.random(n) < 0.4).astype(int)
shared = rng.normal(size=n)
scores = [1 / (1 + np.exp(-(gain * labels + shared + rng.normal(size=n)))) for gain in (0.9, 1.6)]
scores = [s.round(6) for s in scores]


def components(score):
    positive, negative = score[labels == 1], score[labels == 0]
    wins = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    return wins.mean(axis=1), wins.mean(axis=0), wins.mean()


(v10a, v01a, a), (v10b, v01b, b) = map(components, scores)
m, k = len(v10a), len(v01a)
variance = np.var(v10b - v10a, ddof=1) / m + np.var(v01b - v01a, ddof=1) / k
half = stats.norm.ppf(0.975) * np.sqrt(variance)
print(json.dumps({
    "source": "DeLong, DeLong, Clarke-Pearson (1988)",
    "labels": labels.tolist(),
    "first": scores[0].tolist(),
    "second": scores[1].tolist(),
    "auroc": [a, b],
    "interval": [b - a - half, b - a + half],
}))
