"""Writes libs/training/test/fixtures/schedules.json: learning rates of PyTorch's schedulers.

Run with PyTorch 2.13: python tools/reference/training/schedules.py
"""

import json
import random
import warnings
from pathlib import Path

import torch
from torch.optim import lr_scheduler

warnings.filterwarnings("ignore")
random.seed(3)


def optimiser(rate):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)


def rates(scheduler, sgd, steps):
    """The rate of each step, from step 0."""
    result = []
    for _ in range(steps):
        result.append(sgd.param_groups[0]["lr"])
        sgd.step()
        scheduler.step()
    return result


def by_step(schedule, steps, make):
    sgd = optimiser(schedule["learningRate"])
    return {"schedule": schedule, "totalSteps": steps, "rates": rates(make(sgd), sgd, steps)}


steps = [
    by_step({"kind": "constant", "learningRate": 0.01}, 5, lambda s: lr_scheduler.LambdaLR(s, lambda _: 1.0)),
    by_step(
        {"kind": "cosine", "learningRate": 0.01, "finalLearningRate": 0.001},
        23,
        lambda s: lr_scheduler.CosineAnnealingLR(s, 23, eta_min=0.001),
    ),
    by_step(
        {"kind": "one-cycle", "learningRate": 0.01}, 40, lambda s: lr_scheduler.OneCycleLR(s, 0.01, total_steps=40)
    ),
    by_step(
        {"kind": "one-cycle", "learningRate": 0.02, "climb": 0.25, "startDivisor": 10, "finalDivisor": 100},
        17,
        lambda s: lr_scheduler.OneCycleLR(
            s, 0.02, total_steps=17, pct_start=0.25, div_factor=10, final_div_factor=100
        ),
    ),
    by_step(
        {"kind": "step", "learningRate": 0.1, "everySteps": 4, "factor": 0.5},
        14,
        lambda s: lr_scheduler.StepLR(s, 4, gamma=0.5),
    ),
]

plateaus = []
for mode, extra in [
    ("min", {"patience": 1, "factor": 0.5, "minDelta": 0.05}),
    ("max", {"patience": 0, "factor": 0.1, "cooldown": 2, "minLearningRate": 0.002}),
    ("min", {"patience": 2}),
]:
    values = [round(random.uniform(0, 1), 3) for _ in range(20)]
    schedule = {"kind": "plateau", "learningRate": 0.1, "monitor": "valLoss", "mode": mode, **extra}
    sgd = optimiser(0.1)
    scheduler = lr_scheduler.ReduceLROnPlateau(
        sgd,
        mode=mode,
        factor=extra.get("factor", 0.1),
        patience=extra.get("patience", 10),
        threshold=extra.get("minDelta", 0),
        threshold_mode="abs",
        cooldown=extra.get("cooldown", 0),
        min_lr=extra.get("minLearningRate", 0),
        eps=0,
    )
    after = []
    for value in values:
        scheduler.step(value)
        after.append(sgd.param_groups[0]["lr"])
    plateaus.append({"schedule": schedule, "values": values, "rates": after})

fixture = {
    "madeBy": f"tools/reference/training/schedules.py, torch {torch.__version__.split('+')[0]}",
    "steps": steps,
    "plateaus": plateaus,
}
path = Path(__file__).parents[3] / "libs/training/test/fixtures/schedules.json"
path.write_text(json.dumps(fixture) + "\n")
