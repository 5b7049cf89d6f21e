"""Losses and their gradients from PyTorch and torchvision, in double precision.

Writes libs/losses/test/fixtures/losses.json. Needs torch and torchvision.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parents[1]))
import torchvision_operators  # noqa: E402, F401

from torchvision.ops import sigmoid_focal_loss  # noqa: E402

TARGET = Path(__file__).parents[3] / "libs/losses/test/fixtures/losses.json"
LOGITS = [-1e4, -40.0, -8.5, -2.25, -0.5, 0.0, 0.125, 1.0, 3.5, 15.0, 60.0, 1e4]


def case(name, loss, labels, options):
    logits = torch.tensor(LOGITS, dtype=torch.float64, requires_grad=True)
    target = torch.tensor(labels, dtype=torch.float64)
    values = loss(logits, target)
    values.sum().backward()
    return {
        "name": name,
        "logits": LOGITS,
        "labels": labels,
        "options": options,
        "values": values.tolist(),
        "gradients": logits.grad.tolist(),
    }


def bce(**keywords):
    return lambda z, y: F.binary_cross_entropy_with_logits(z, y, reduction="none", **keywords)


def smoothed(s):
    return lambda z, y: bce()(z, y * (1 - s) + s / 2)


def focal(alpha, gamma):
    return lambda z, y: sigmoid_focal_loss(z, y, alpha=alpha, gamma=gamma, reduction="none")


def main():
    zeros, ones = [0.0] * len(LOGITS), [1.0] * len(LOGITS)
    mixed = [0.0, 1.0, 0.25, 0.9, 1.0, 0.5, 0.0, 1.0, 0.75, 0.0, 1.0, 0.0]
    weights = [0.5 + 0.25 * i for i in range(len(LOGITS))]
    double = {"dtype": torch.float64}
    cases = {"sigmoidBinaryCrossEntropy": [], "sigmoidFocalLoss": []}
    for name, labels in {"zeros": zeros, "ones": ones, "mixed": mixed}.items():
        cases["sigmoidBinaryCrossEntropy"] += [
            case(f"plain, {name}", bce(), labels, {}),
            case(
                f"pos_weight, {name}",
                bce(pos_weight=torch.tensor(0.67, **double)),
                labels,
                {"classWeights": {"negative": 1, "positive": 0.67}},
            ),
            case(
                f"weight, {name}",
                bce(weight=torch.tensor(weights, **double)),
                labels,
                {"sampleWeights": weights},
            ),
            case(f"smoothed, {name}", smoothed(0.1), labels, {"labelSmoothing": 0.1}),
        ]
        cases["sigmoidFocalLoss"] += [
            case(f"alpha {a}, gamma {g}, {name}", focal(a, g), labels, {"alpha": a if a >= 0 else None, "gamma": g})
            for a, g in [(0.25, 2), (-1, 2), (0.6, 1), (0.25, 5), (-1, 0)]
        ]
    # Where the whole loss underflows, torchvision's formula loses digits that ours keeps: see the test.
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps({"torch": torch.__version__, "cases": cases}, indent=1) + "\n")


main()
