"""The study's CNN in PyTorch, as a contestant of tools/bench (see src/contestant.ts)."""

import json
import resource
import sys
import time

import torch
from torch import nn

BATCH, SIZE = 32, 150
FILTERS = [32, 64, 128, 256, 512]


def block(inputs: int, outputs: int) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return layers + [nn.MaxPool2d(2), nn.Dropout(0.2)]


def build() -> nn.Module:
    layers: list[nn.Module] = []
    for inputs, outputs in zip([3, *FILTERS], FILTERS):
        layers += block(inputs, outputs)
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 1)]
    return nn.Sequential(*layers, *head).to(memory_format=torch.channels_last)


def main() -> None:
    if len(sys.argv) > 1:
        torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(0)
    model = build()
    images = torch.randn(BATCH, 3, SIZE, SIZE).to(memory_format=torch.channels_last)
    labels = (torch.arange(BATCH) % 4 != 0).float()
    weights = torch.where(labels > 0, 0.67, 1.94)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-4)
    loss_of = nn.BCEWithLogitsLoss(reduction="none")
    print(json.dumps({"about": f"torch {torch.__version__}, channels_last, {torch.get_num_threads()} threads"}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        start = time.perf_counter()
        if task["task"] == "train":
            model.train()
            for _ in range(task["batches"]):
                optimiser.zero_grad(set_to_none=True)
                loss = (loss_of(model(images).squeeze(1), labels) * weights).mean()
                loss.backward()
                optimiser.step()
                loss.item()
        else:
            model.eval()
            with torch.inference_mode():
                for _ in range(task["batches"]):
                    model(images).sum().item()
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"peakBytes": peak}), flush=True)


main()
