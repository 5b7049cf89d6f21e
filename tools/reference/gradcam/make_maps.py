"""Grad-CAM of two small networks by PyTorch's autograd: libs/gradcam/test/fixtures/maps.json. Needs torch.

Arrays are in TensorFlow.js' layout: images [n, h, w, c], kernels [kh, kw, in, out], dense [in, out].
Maps are relu(sum of activation x mean gradient), resized bilinearly (align_corners=False), before
and after the division by their maximum.
"""

import json
from pathlib import Path

import torch
from torch import nn
import torch.nn.functional as F

TARGET = Path(__file__).parents[3] / "libs/gradcam/test/fixtures/maps.json"
SIZE = 22


class Chain(nn.Module):
    """conv1 bn1 relu pool conv2 bn2 relu2 pool average dense: looked at behind relu2."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4, eps=1e-3)
        self.conv2, self.bn2 = nn.Conv2d(4, 5, 3, padding=1, bias=False), nn.BatchNorm2d(5, eps=1e-3)
        self.logit = nn.Linear(5, 1)

    def features(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)
        return F.relu(self.bn2(self.conv2(x)))

    def tail(self, a):
        return self.logit(F.max_pool2d(a, 2).mean((2, 3)))


class Residual(nn.Module):
    """conv1 relu1, conv2 bn2 + skip, relu2, average, dense, relu, dense: looked at behind relu2."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1)
        self.conv2, self.bn2 = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4, eps=1e-3)
        self.dense1, self.logit = nn.Linear(4, 6), nn.Linear(6, 1)

    def features(self, x):
        skip = F.max_pool2d(F.relu(self.conv1(x)), 2)
        return F.relu(self.bn2(self.conv2(skip)) + skip)

    def tail(self, a):
        return self.logit(F.relu(self.dense1(a.mean((2, 3)))))


NAMES = {"running_mean": "moving_mean", "running_var": "moving_variance"}


def values(tensor):
    return [float(f"{v:.8g}") for v in tensor.flatten().tolist()]


def layout(tensor):
    if tensor.dim() == 4:
        tensor = tensor.permute(2, 3, 1, 0)
    elif tensor.dim() == 2:
        tensor = tensor.T
    return {"shape": list(tensor.shape), "values": values(tensor)}


def weights(model):
    found = {}
    for key, value in model.state_dict().items():
        layer, kind = key.rsplit(".", 1)
        if kind == "num_batches_tracked":
            continue
        norm = isinstance(getattr(model, layer), nn.BatchNorm2d)
        kind = NAMES.get(kind) or {"weight": "gamma" if norm else "kernel", "bias": "beta" if norm else "bias"}[kind]
        found[f"{layer}/{kind}"] = layout(value)
    return found


def maps(model, x, sign):
    activations = model.features(x).detach().requires_grad_(True)
    (sign * model.tail(activations)).sum().backward()
    alpha = activations.grad.mean((2, 3), keepdim=True)
    raw = F.relu((activations * alpha).sum(1, keepdim=True)).detach()
    full = F.interpolate(raw, size=(SIZE, SIZE), mode="bilinear", align_corners=False)
    highest = full.amax((1, 2, 3))
    scaled = full / torch.where(highest > 0, highest, 1)[:, None, None, None]
    return {"max": values(highest), "maps": [[round(v, 7) for v in m.flatten().tolist()] for m in scaled]}


def make(model, seed):
    torch.manual_seed(seed)
    model = model()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.3)
            nn.init.normal_(module.running_mean, 0, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 2)
    model.eval()
    tenths = (torch.randn(2, SIZE, SIZE, 3) * 10).round()
    x = (tenths / 10).permute(0, 3, 1, 2)
    return {
        "weights": weights(model),
        "imagesTimesTen": {"shape": list(tenths.shape), "values": [int(v) for v in tenths.flatten().tolist()]},
        "pneumonia": maps(model, x, 1),
        "normal": maps(model, x, -1),
    }


TARGET.parent.mkdir(parents=True, exist_ok=True)
result = {"torch": torch.__version__, "chain": make(Chain, 1), "residual": make(Residual, 5)}
TARGET.write_text(json.dumps(result, separators=(",", ":")) + "\n")
for name in ("chain", "residual"):
    print(name, result[name]["pneumonia"]["max"], result[name]["normal"]["max"])
