"""Writes libs/training/test/fixtures/optimisers.json: weights after each step of PyTorch's optimisers.

Run with PyTorch 2.13 and timm 1.0: python tools/reference/training/optimisers.py
"""

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
import torchvision_operators  # noqa: E402, F401

from timm.optim import Lion  # noqa: E402

torch.manual_seed(7)
STEPS = 6
SHAPES = {"a/kernel": (3, 2), "b/bias": (4,)}
RATES = [0.1, 0.1, 0.05, 0.05, 0.2, 0.01]

start = {name: torch.randn(shape) for name, shape in SHAPES.items()}
gradients = [{name: torch.randn(shape) * 10 ** (-i) for name, shape in SHAPES.items()} for i in range(STEPS)]


def run(make, clip=None, joins=None):
    """Weights after each step, with the learning rate set anew each time; a weight has no gradient before it joins."""
    weights = {name: torch.nn.Parameter(value.clone()) for name, value in start.items()}
    optimiser = make(list(weights.values()))
    rows, norms = [], []
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = RATES[step] * group.get("factor", 1)
        for name, weight in weights.items():
            weight.grad = gradients[step][name].clone() if step >= (joins or {}).get(name, 0) else None
        if clip is not None:
            norms.append(float(torch.nn.utils.clip_grad_norm_(weights.values(), clip)))
        optimiser.step()
        rows.append({name: weight.detach().flatten().tolist() for name, weight in weights.items()})
    return {"weights": rows, "norms": norms}


cases = [
    ({"name": "adam", "epsilon": 1e-8}, None, lambda w: torch.optim.Adam(w, eps=1e-8)),
    (
        {"name": "adam", "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
        None,
        lambda w: torch.optim.Adam(w, betas=(0.8, 0.95), eps=1e-3),
    ),
    (
        {"name": "adam", "epsilon": 1e-8, "weightDecay": 0.1, "decays": "all"},
        None,
        lambda w: torch.optim.AdamW(w, eps=1e-8, weight_decay=0.1),
    ),
    (
        {"name": "adam", "epsilon": 1e-8, "weightDecay": 0.1},
        None,
        lambda w: torch.optim.AdamW(
            [{"params": [w[0]], "weight_decay": 0.1}, {"params": [w[1]], "weight_decay": 0.0}], eps=1e-8
        ),
    ),
    ({"name": "sgd"}, None, lambda w: torch.optim.SGD(w, lr=0.1)),
    ({"name": "sgd", "momentum": 0.9}, None, lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9)),
    (
        {"name": "sgd", "momentum": 0.9, "nesterov": True},
        None,
        lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True),
    ),
    ({"name": "sgd", "momentum": 0.9}, 0.5, lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9)),
    ({"name": "rmsprop", "epsilon": 1e-8}, None, lambda w: torch.optim.RMSprop(w, eps=1e-8)),
    (
        {"name": "rmsprop", "alpha": 0.9, "epsilon": 1e-3, "momentum": 0.9},
        None,
        lambda w: torch.optim.RMSprop(w, alpha=0.9, eps=1e-3, momentum=0.9),
    ),
    (
        {"name": "rmsprop", "alpha": 0.9, "epsilon": 1e-3, "momentum": 0.5, "centered": True},
        1.0,
        lambda w: torch.optim.RMSprop(w, alpha=0.9, eps=1e-3, momentum=0.5, centered=True),
    ),
    ({"name": "lion"}, None, lambda w: Lion(w, betas=(0.9, 0.99))),
    (
        {"name": "lion", "beta1": 0.8, "beta2": 0.95, "weightDecay": 0.1, "decays": "all"},
        None,
        lambda w: Lion(w, betas=(0.8, 0.95), weight_decay=0.1),
    ),
    (
        {
            "name": "adam",
            "epsilon": 1e-8,
            "weightDecay": 0.1,
            "decays": "all",
            "groups": [{"weights": ["a/kernel"], "learningRateFactor": 0.25, "weightDecay": 0.3}],
        },
        None,
        lambda w: torch.optim.AdamW(
            [{"params": [w[0]], "weight_decay": 0.3, "factor": 0.25}, {"params": [w[1]], "weight_decay": 0.1}],
            eps=1e-8,
        ),
    ),
    (
        {
            "name": "sgd",
            "momentum": 0.9,
            "nesterov": True,
            "groups": [{"weights": ["a/kernel"], "learningRateFactor": 0.5}],
        },
        None,
        lambda w: torch.optim.SGD(
            [{"params": [w[0]], "factor": 0.5}, {"params": [w[1]]}], lr=0.1, momentum=0.9, nesterov=True
        ),
    ),
]

# Weights that are frozen at first, with the number of their first step.
joining = [
    ({"name": "adam", "epsilon": 1e-8}, {"a/kernel": 2}, lambda w: torch.optim.Adam(w, eps=1e-8)),
    (
        {"name": "adam", "epsilon": 1e-8, "weightDecay": 0.1, "decays": "all"},
        {"b/bias": 3},
        lambda w: torch.optim.AdamW(w, eps=1e-8, weight_decay=0.1),
    ),
    (
        {"name": "sgd", "momentum": 0.9, "nesterov": True},
        {"a/kernel": 1},
        lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True),
    ),
    (
        {"name": "rmsprop", "alpha": 0.9, "epsilon": 1e-3, "momentum": 0.5, "centered": True},
        {"a/kernel": 4},
        lambda w: torch.optim.RMSprop(w, alpha=0.9, eps=1e-3, momentum=0.5, centered=True),
    ),
    ({"name": "lion"}, {"b/bias": 2}, lambda w: Lion(w, betas=(0.9, 0.99))),
]

fixture = {
    "madeBy": f"tools/reference/training/optimisers.py, torch {torch.__version__.split('+')[0]}",
    "shapes": {name: list(shape) for name, shape in SHAPES.items()},
    "rates": RATES,
    "start": {name: value.flatten().tolist() for name, value in start.items()},
    "gradients": [{name: value.flatten().tolist() for name, value in row.items()} for row in gradients],
    "cases": [{"config": config, "clipNorm": clip, **run(make, clip)} for config, clip, make in cases],
    "joining": [{"config": config, "joins": joins, **run(make, None, joins)} for config, joins, make in joining],
}

path = Path(__file__).parents[3] / "libs/training/test/fixtures/optimisers.json"
path.write_text(json.dumps(fixture) + "\n")
