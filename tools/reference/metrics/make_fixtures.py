"""Reference values of scikit-learn for @pneumo/metrics, on generated cases with many ties.

Usage: python tools/reference/metrics/make_fixtures.py
Needs numpy, scipy and scikit-learn; writes libs/metrics/test/fixtures/*.json.
"""

import json
import pathlib

import numpy as np
import scipy
import scipy.stats
import sklearn
from sklearn import metrics as m

OUT = pathlib.Path(__file__).parents[3] / "libs/metrics/test/fixtures"


def case(name, labels, probabilities, threshold):
    y = np.asarray(labels)
    p = np.asarray(probabilities)
    d = (p >= threshold).astype(int)
    tn, fp, fn, tp = m.confusion_matrix(y, d, labels=[0, 1]).ravel().tolist()
    both = 0 < y.sum() < len(y)

    def ratio(value):
        # zero_division=nan marks 0/0; null in JSON.
        return None if np.isnan(value) else float(value)

    nan = float("nan")
    out = {
        "name": name,
        "labels": y.tolist(),
        "probabilities": p.tolist(),
        "threshold": threshold,
        "confusion": {"truePositive": tp, "falsePositive": fp, "trueNegative": tn, "falseNegative": fn},
        "metrics": {
            "auroc": float(m.roc_auc_score(y, p)) if both else None,
            "averagePrecision": float(m.average_precision_score(y, p)) if y.sum() else None,
            "sensitivity": ratio(m.recall_score(y, d, zero_division=nan)),
            "specificity": ratio(m.recall_score(y, d, pos_label=0, zero_division=nan)),
            "precision": ratio(m.precision_score(y, d, zero_division=nan)),
            "negativePredictiveValue": ratio(m.precision_score(y, d, pos_label=0, zero_division=nan)),
            "f1": ratio(m.f1_score(y, d, zero_division=nan)),
            "f1Normal": ratio(m.f1_score(y, d, pos_label=0, zero_division=nan)),
            "accuracy": float(m.accuracy_score(y, d)),
            "balancedAccuracy": float(m.balanced_accuracy_score(y, d)) if both else None,
            "brierScore": float(np.mean((p - y) ** 2)),
        },
    }
    if both:
        fpr, tpr, thr = m.roc_curve(y, p, drop_intermediate=False)
        out["roc"] = {
            "falsePositiveRate": fpr.tolist(),
            "truePositiveRate": tpr.tolist(),
            "threshold": [None if np.isinf(t) else float(t) for t in thr],
        }
        # Ties of the Youden index go to the lowest threshold (rounded: equal counts can differ in the last bit).
        j = np.round(tpr - fpr, 12)
        best = np.flatnonzero(j == j.max())[-1]
        out["youden"] = {"value": float(thr[best]), "sensitivity": float(tpr[best]), "specificity": float(1 - fpr[best])}
        out["atLeast"] = []
        for x in (0.5, 0.9, 0.95, 1.0):
            k = np.flatnonzero(tpr >= x)[0]
            out["atLeast"].append({"atLeast": x, "value": float(thr[k])})
    return out


def figures():
    rng = np.random.default_rng(4)
    cases = []
    for n, levels, prevalence, shift in ((12, 4, 0.5, 0.2), (40, 8, 0.6, 0.3), (97, 11, 0.74, 0.25), (150, 1000, 0.3, 0.15), (60, 5, 0.5, -0.2)):
        y = (rng.random(n) < prevalence).astype(int)
        y[:2] = (0, 1)
        p = np.clip(rng.normal(0.4, 0.25, n) + shift * y, 0, 1)
        p = np.round(p * levels) / levels
        cases.append(case(f"{n} examples at {levels + 1} levels", y, p, 0.5))
    cases.append(case("perfectly separated", [0, 0, 1, 1, 1], [0.1, 0.2, 0.8, 0.9, 1.0], 0.5))
    cases.append(case("perfectly wrong", [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], 0.5))
    cases.append(case("all scores equal", [0, 1, 0, 1, 1], [0.5] * 5, 0.5))
    cases.append(case("nothing called positive", [0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], 0.9))
    cases.append(case("everything called positive", [0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], 0.0))
    cases.append(case("positives only", [1, 1, 1], [0.2, 0.6, 0.7], 0.5))
    cases.append(case("negatives only", [0, 0, 0], [0.2, 0.6, 0.4], 0.5))
    return cases


def bootstrap():
    """One image a patient: the cluster bootstrap is then the ordinary one, which SciPy has."""
    rng = np.random.default_rng(5)
    n = 300
    y = (rng.random(n) < 0.6).astype(int)
    p = np.round(np.clip(rng.normal(0.4, 0.2, n) + 0.25 * y, 0, 1), 3)

    def interval(statistic):
        result = scipy.stats.bootstrap(
            (np.arange(n),), statistic, n_resamples=20000, vectorized=False, method="percentile", rng=np.random.default_rng(6)
        ).confidence_interval
        return {"low": float(result.low), "high": float(result.high)}

    return {
        "labels": y.tolist(),
        "probabilities": p.tolist(),
        "auroc": interval(lambda i: m.roc_auc_score(y[i.astype(int)], p[i.astype(int)])),
        "sensitivity": interval(lambda i: m.recall_score(y[i.astype(int)], p[i.astype(int)] >= 0.5)),
        "brierScore": interval(lambda i: float(np.mean((p[i.astype(int)] - y[i.astype(int)]) ** 2))),
    }


def write(name, value):
    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
    text = json.dumps({"made by": versions, **value}, separators=(",", ":"))
    (OUT / name).write_text(text + "\n")
    print(name, len(text), "bytes")


OUT.mkdir(parents=True, exist_ok=True)
write("figures.json", {"cases": figures()})
write("bootstrap.json", bootstrap())
