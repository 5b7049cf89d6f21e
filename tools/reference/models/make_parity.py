"""Logits of torchvision's and timm's networks with weights given by a formula, and the names of their parameters.

Writes libs/models/test/fixtures/parity.json. Needs torch, torchvision and timm. Element i (in PyTorch's order) of a
weight is a hash of i and of the sum of its name's characters, from -1 to 1, scaled by what the weight is: see `fill`.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
import torchvision_operators  # noqa: E402, F401

import timm  # noqa: E402
import torchvision  # noqa: E402
from torch import nn  # noqa: E402

TARGET = Path(__file__).parents[3] / "libs/models/test/fixtures/parity.json"
SIZES = {
    "resnet18": [75],
    "resnet34": [64],
    "resnet50": [64],
    "densenet121": [75],
    "mobilenet_v2": [64, 75],
    "tf_efficientnet_lite0": [64, 75],
}


def build(name):
    if name.startswith("tf_"):
        return timm.create_model(name, num_classes=5)
    return getattr(torchvision.models, name)(num_classes=5)


def study_head(model):
    model.fc = nn.Sequential(
        nn.Linear(2048, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Dropout(0.4), nn.Linear(512, 128), nn.ReLU(),
        nn.Linear(128, 1),
    )
    return model


def noise(count, salt):
    """Whole-number arithmetic modulo 2^32, so that every language gives the same."""
    mask = np.uint64(0xFFFFFFFF)
    x = ((np.arange(count, dtype=np.uint64) + np.uint64(salt * 7919)) * np.uint64(2654435761)) & mask
    x ^= x >> np.uint64(15)
    x = (x * np.uint64(0x85EBCA6B)) & mask
    x ^= x >> np.uint64(13)
    return x.astype(np.float64) / 2**31 - 1


def fill(model):
    for name, value in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        wave = noise(value.numel(), sum(name.encode()))
        if name.endswith("running_var"):
            wave = 1 + 0.3 * wave
        elif name.endswith("running_mean") or name.endswith("bias"):
            wave = 0.1 * wave
        elif value.dim() == 1:
            wave = 1 + 0.2 * wave
        else:
            wave = np.sqrt(3 * value.shape[0] / value.numel()) * wave
        value.copy_(torch.from_numpy(wave.astype(np.float32)).reshape(value.shape))


def image(size):
    c, h, w = np.meshgrid(np.arange(3) + 1, np.arange(size) + 1, np.arange(size) + 1, indexing="ij")
    return torch.from_numpy((np.sin(0.05 * h * c) * np.cos(0.03 * w)).astype(np.float32))[None]


cases = []
with torch.no_grad():
    for name, sizes in SIZES.items():
        model = build(name).eval()
        fill(model)
        for size in sizes:
            logits = model(image(size)).flatten().tolist()
            cases.append({"name": name, "config": {"inputSize": size, "classes": 5}, "logits": logits})
    model = study_head(build("resnet50")).eval()
    fill(model)
    cases.append(
        {"name": "resnet50", "config": {"inputSize": 75, "head": "study"}, "logits": model(image(75)).flatten().tolist()}
    )

names = {name: [key for key, _ in build(name).named_parameters()] for name in SIZES}
names["transfer"] = [key for key, _ in study_head(build("resnet50")).named_parameters()]
# Names by digest: the lists are long.
import hashlib  # noqa: E402

digests = {name: hashlib.sha256("\n".join(keys).encode()).hexdigest() for name, keys in names.items()}
versions = {"torch": torch.__version__, "torchvision": torchvision.__version__, "timm": timm.__version__}
text = json.dumps({"versions": versions, "cases": cases, "parameterNames": digests, "last36": names["transfer"][-36:]})
TARGET.write_text(text + "\n")
print([(case["name"], case["config"], case["logits"][:3]) for case in cases])
