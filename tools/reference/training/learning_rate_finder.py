"""Writes libs/training/test/fixtures/learningRateFinder.json: a learning-rate range test by PyTorch.

Run with PyTorch 2.13: python tools/reference/training/learning_rate_finder.py
"""

import json
from pathlib import Path

import numpy as np
import torch

torch.manual_seed(3)
FROM, TO, STEPS, SMOOTHING, DIVERGENCE = 1e-4, 1e4, 60, 0.9, 4.0
batches = [(torch.randn(5, 6), torch.randint(0, 2, (5,)).float()) for _ in range(3)]
for images, labels in batches:
    images[:, 0] += 2 * labels

net = torch.nn.Linear(6, 1)
start = {"kernel": net.weight.flatten().tolist(), "bias": net.bias.tolist()}
optimiser = torch.optim.SGD(net.parameters(), lr=FROM, momentum=0.9)
rates, losses, smoothed, mean = [], [], [], 0.0
for step in range(STEPS):
    rate = FROM * (TO / FROM) ** (step / (STEPS - 1))
    optimiser.param_groups[0]["lr"] = rate
    images, labels = batches[step % len(batches)]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(net(images)[:, 0], labels)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss.item()
    rates.append(rate)
    losses.append(loss.item())
    smoothed.append(mean / (1 - SMOOTHING ** (step + 1)))
    if smoothed[-1] > DIVERGENCE * min(smoothed):
        break

# fastai.callback.schedule: lr_find's cut, SuggestionMethod.Steep and SuggestionMethod.Minimum.
inner_rates, inner = rates[STEPS // 10 : -5], smoothed[STEPS // 10 : -5]
steep = inner_rates[int(np.argmin(np.diff(inner) / np.diff(np.log(inner_rates))))]
fixture = {
    "madeBy": f"tools/reference/training/learning_rate_finder.py, torch {torch.__version__.split('+')[0]}",
    "options": {"from": FROM, "to": TO, "steps": STEPS, "smoothing": SMOOTHING, "divergence": DIVERGENCE},
    "start": start,
    "batches": [{"images": x.flatten().tolist(), "labels": y.tolist()} for x, y in batches],
    "rates": rates,
    "losses": losses,
    "smoothed": smoothed,
    "diverged": len(rates) < STEPS,
    "steepest": steep,
    "tenthOfMinimum": inner_rates[int(np.argmin(inner))] / 10,
}
path = Path(__file__).parents[3] / "libs/training/test/fixtures/learningRateFinder.json"
path.write_text(json.dumps(fixture) + "\n")
print(len(rates), steep, fixture["tenthOfMinimum"])
