"""An epoch of the study's transfer model in PyTorch, for tools/bench/src/prefix.ts: on images, or on what layer3 gives.

The one argument is the order, as JSON: {"path": "pytorch" | "pytorch-features", "size", "train", "val", "epochs",
"batchSize", "threads"}. The images are ready in memory: nothing is decoded, varied or normalised in the epoch.
"""

from __future__ import annotations

import json
import sys
import time

import torch
from contestant_figures import fastest, peak_bytes
from models import build, train_mode

LAST = 36


def main() -> None:
    order = json.loads(sys.argv[1])
    torch.manual_seed(1)
    model = build("resnet50", LAST)
    size, batch_size = order["size"], order["batchSize"]
    images = torch.randn(order["train"] + order["val"], 3, size, size).to(memory_format=torch.channels_last)
    labels = (torch.arange(len(images)) % 4 != 0).float()
    optimiser = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-4)
    loss_of = torch.nn.BCEWithLogitsLoss()

    def begin(x: torch.Tensor) -> torch.Tensor:
        x = model.maxpool(model.relu(model.bn1(model.conv1(x))))
        for name in ("layer1", "layer2", "layer3"):
            x = model.get_submodule(name)(x)
        return x

    def end(x: torch.Tensor) -> torch.Tensor:
        return model.fc(model.layer4(x).mean((2, 3)))

    def step(net, x: torch.Tensor, y: torch.Tensor) -> float:
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(net(x).squeeze(1), y)
        loss.backward()
        optimiser.step()
        return loss.item()

    def first_batch(threads: int) -> None:
        torch.set_num_threads(threads)
        train_mode(model)
        step(model, images[:batch_size], labels[:batch_size])

    torch.set_num_threads(fastest(order["threads"], first_batch)[0])
    net, inputs, first_pass = model, images, 0.0
    if order["path"] == "pytorch-features":
        start = time.perf_counter()
        model.eval()
        with torch.inference_mode():
            parts = [begin(part) for part in images.split(batch_size)]
        # A copy outside of inference mode, for autograd.
        inputs = torch.cat([part.clone() for part in parts]).contiguous(memory_format=torch.channels_last)
        net, first_pass = end, time.perf_counter() - start

    seconds = []
    for _ in range(order["epochs"]):
        train_mode(model)
        indices = torch.randperm(order["train"])
        start = time.perf_counter()
        for part in indices.split(batch_size):
            step(net, inputs[part].contiguous(memory_format=torch.channels_last), labels[part])
        trained = time.perf_counter()
        model.eval()
        with torch.inference_mode():
            for part in inputs[order["train"] :].split(batch_size):
                net(part).sum().item()
        seconds.append({"train": trained - start, "val": time.perf_counter() - trained})
    bytes_of = inputs.numel() * 4 if net is end else 0
    print(json.dumps({"seconds": seconds, "firstPass": first_pass, "bytes": bytes_of, "peakBytes": peak_bytes()}))


main()
