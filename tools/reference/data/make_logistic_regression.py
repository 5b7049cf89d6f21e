"""Weights of scikit-learn's logistic regression, for libs/data/test/audit/logisticRegression.test.ts.

python tools/reference/data/make_logistic_regression.py > libs/data/test/fixtures/logisticRegression.json
"""

import json

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(5)
rows = rng.normal(size=(80, 3)) * [1, 20, 0.1] + [0, 5, 3]
labels = (rng.random(80) < 1 / (1 + np.exp(-(rows[:, 0] - 0.05 * (rows[:, 1] - 5))))).astype(int)
rows = rows.round(4)
scaled = StandardScaler().fit_transform(rows)
fits = []
for penalty in (1.0, 0.01):
    model = LogisticRegression(C=1 / penalty, tol=1e-10, max_iter=1000).fit(scaled, labels)
    fits.append({"penalty": penalty, "weights": [*model.coef_[0], *model.intercept_], "logits": list(model.decision_function(scaled)[:5])})
print(json.dumps({"source": f"scikit-learn {sklearn.__version__}", "rows": rows.tolist(), "labels": labels.tolist(), "fits": fits}))
