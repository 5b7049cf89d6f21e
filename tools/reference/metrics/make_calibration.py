"""Reference values for calibration and ensembles of @pneumo/metrics, by scikit-learn and scipy.

Usage: python tools/reference/metrics/make_calibration.py
Needs numpy, scipy and scikit-learn; writes libs/metrics/test/fixtures/calibration.json.
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit, log_expit
from sklearn.calibration import _SigmoidCalibration, calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

OUT = pathlib.Path(__file__).parents[3] / "libs/metrics/test/fixtures/calibration.json"
SURE = dict(C=np.inf, solver="newton-cholesky", tol=1e-14, max_iter=1000)


def nll(z, y):
    return -np.sum(y * log_expit(z) + (1 - y) * log_expit(-z))


def beta(z, y):
    # betacal's rule: a negative weight is left out and the other fitted again.
    columns = np.stack([log_expit(z), -log_expit(-z)], axis=1)
    keep = [0, 1]
    while True:
        fit = LogisticRegression(**SURE).fit(columns[:, keep], y)
        if (fit.coef_[0] >= 0).all():
            weights = np.zeros(2)
            weights[keep] = fit.coef_[0]
            return {"a": weights[0], "b": weights[1], "c": fit.intercept_[0]}
        keep = [k for k, w in zip(keep, fit.coef_[0]) if w >= 0]


def case(name, y, z):
    temperature = minimize_scalar(
        lambda s: nll(z / np.exp(s), y), bounds=(-5, 5), method="bounded", options={"xatol": 1e-12}
    ).x
    sigmoid = _SigmoidCalibration().fit(z, y)
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(z, y)
    p = expit(z)
    frequency, said = calibration_curve(y, p, n_bins=15, strategy="uniform")
    grid = np.linspace(z.min() - 1, z.max() + 1, 41)
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, 16)[1:-1], p), minlength=15)
    counts = counts[counts > 0]
    return {
        "name": name,
        "labels": y.tolist(),
        "logits": z.tolist(),
        "temperature": float(np.exp(temperature)),
        "platt": {"slope": float(-sigmoid.a_), "intercept": float(-sigmoid.b_)},
        "beta": {k: float(v) for k, v in beta(z, y).items()},
        "isotonic": {"logits": isotonic.X_thresholds_.tolist(), "probabilities": isotonic.y_thresholds_.tolist()},
        "isotonicGrid": {"logits": grid.tolist(), "probabilities": isotonic.predict(grid).tolist()},
        "reliability": {"frequency": frequency.tolist(), "said": said.tolist()},
        "calibrationError": float(np.sum(counts * np.abs(frequency - said)) / len(y)),
        "logLoss": float(log_loss(y, p)),
    }


def stacking(rng):
    n = 160
    y = (rng.random(n) < 0.7).astype(int)
    shared = rng.normal(size=n)
    z = np.stack(
        [np.round(s * (2 * y - 1 + 0.7 * shared + noise * rng.normal(size=n)), 4) for s, noise in ((3, 0.6), (2, 0.9), (0.5, 1.4))],
        axis=1,
    )
    # The fourth is the first with more of what all err in: its best weight is negative.
    z = np.concatenate([z, np.round(z[:, :1] * 0.4 + 1.5 * shared[:, None], 4)], axis=1)
    free = LogisticRegression(C=1, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(z, y)

    def bounded(intercept):
        def loss(t):
            c = t[-1] if intercept else 0
            eta = z @ t[:4] + c
            g = expit(eta) - y
            gradient = np.append(z.T @ g + t[:4], g.sum() if intercept else 0)
            return nll(eta, y) + 0.5 * t[:4] @ t[:4], gradient

        best = minimize(
            loss, np.full(5, 0.1), jac=True, method="L-BFGS-B", bounds=[(0, None)] * 4 + [(None, None)],
            options={"ftol": 1e-16, "gtol": 1e-10, "maxiter": 5000},
        )
        return {"weights": best.x[:4].tolist(), "intercept": float(best.x[4]) if intercept else 0}

    return {
        "labels": y.tolist(),
        "logits": z.T.tolist(),
        "stacked": {"weights": free.coef_[0].tolist(), "intercept": float(free.intercept_[0])},
        "nonNegative": bounded(True),
        "noIntercept": bounded(False),
    }


def main():
    rng = np.random.default_rng(7)
    y1 = (rng.random(150) < 0.74).astype(int)
    z1 = np.round(4 * (2 * y1 - 1) + 5 * rng.normal(size=150), 3)
    y2 = (rng.random(120) < 0.3).astype(int)
    z2 = np.round(np.round(1.2 * y2 + 0.8 * rng.normal(size=120), 1), 1)
    # A bend that only beta calibration with a weight of 0 fits: sure of NORMAL without reason.
    z3 = np.round(3 * rng.normal(size=140), 3)
    y3 = (rng.random(140) < expit(np.where(z3 > 0, 1.5 * z3, -0.1 * z3) - 0.4)).astype(int)
    data = {
        "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
        "cases": [case("too sure, 74 % PNEUMONIA", y1, z1), case("with ties", y2, z2), case("bent", y3, z3)],
        "stacking": stacking(rng),
    }
    OUT.write_text(json.dumps(data) + "\n")
    print(OUT, OUT.stat().st_size, [c["beta"] for c in data["cases"]], data["stacking"]["stacked"], data["stacking"]["nonNegative"])


main()
