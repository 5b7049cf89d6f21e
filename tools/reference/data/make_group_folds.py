"""Folds of scikit-learn's StratifiedGroupKFold, for libs/data/test/splits/stratifiedGroupFolds.test.ts.

python tools/reference/data/make_group_folds.py > libs/data/test/fixtures/groupFolds.json
"""

import json

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedGroupKFold

cases = []
for seed, (patients, strata, folds) in enumerate([(12, 2, 3), (40, 3, 5), (200, 3, 5), (60, 2, 4), (90, 4, 10)]):
    rng = np.random.default_rng(seed)
    group_of, label_of = [], []
    for patient in range(patients):
        stratum = rng.choice(strata, p=np.arange(1, strata + 1) / np.arange(1, strata + 1).sum())
        for _ in range(rng.integers(1, 6)):
            group_of.append(patient)
            # Now and then a patient with films of two strata.
            label_of.append(int(stratum if rng.random() > 0.05 else rng.integers(strata)))
    fold_of = [-1] * patients
    splitter = StratifiedGroupKFold(n_splits=folds)
    for fold, (_, test) in enumerate(splitter.split(np.zeros(len(group_of)), label_of, group_of)):
        for index in test:
            fold_of[group_of[index]] = fold
    counts = [[sum(1 for g, l in zip(group_of, label_of) if g == p and l == s) for s in range(strata)] for p in range(patients)]
    cases.append({"folds": folds, "counts": counts, "foldOf": fold_of})

print(json.dumps({"source": f"scikit-learn {sklearn.__version__}", "cases": cases}, separators=(",", ":")))
