"""Small CNNs of the study's kind in PyTorch: logits, gradients and statistics of one training pass.

Writes libs/models/test/fixtures/cnn.json. Needs torch. Arrays are in TensorFlow.js' layout: images
[n, h, w, c], kernels [kh, kw, in, out], dense [in, out].
"""

import json
from pathlib import Path

import torch
from torch import nn
import torch.nn.functional as F

TARGET = Path(__file__).parents[3] / "libs/models/test/fixtures/cnn.json"

CASES = [
    {"inputSize": 32, "channels": 1, "filters": [2, 3], "convsPerBlock": 2, "pooling": "average", "dense": [4]},
    {"inputSize": 36, "channels": 3, "filters": [2, 2, 3], "convsPerBlock": 1, "pooling": "flatten", "dense": []},
]


class Cnn(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        channels, size = config["channels"], config["inputSize"]
        self.layers = nn.ModuleDict()
        for b, filters in enumerate(config["filters"], 1):
            for i in range(1, config["convsPerBlock"] + 1):
                self.layers[f"block{b}_conv{i}"] = nn.Conv2d(channels, filters, 3, padding=1, bias=False)
                self.layers[f"block{b}_bn{i}"] = nn.BatchNorm2d(filters, eps=1e-5, momentum=0.1)
                channels = filters
            size //= 2
        features = channels if config["pooling"] == "average" else channels * size * size
        for i, units in enumerate(config["dense"], 1):
            self.layers[f"dense{i}"] = nn.Linear(features, units)
            features = units
        self.layers["logit"] = nn.Linear(features, 1)

    def forward(self, x):
        config = self.config
        for b in range(1, len(config["filters"]) + 1):
            for i in range(1, config["convsPerBlock"] + 1):
                x = F.relu(self.layers[f"block{b}_bn{i}"](self.layers[f"block{b}_conv{i}"](x)))
            x = F.max_pool2d(x, 2)
        # Channels last, as TensorFlow.js flattens.
        x = x.mean((2, 3)) if config["pooling"] == "average" else x.permute(0, 2, 3, 1).flatten(1)
        for i in range(1, len(config["dense"]) + 1):
            x = F.relu(self.layers[f"dense{i}"](x))
        return self.layers["logit"](x)


NAMES = {"running_mean": "moving_mean", "running_var": "moving_variance"}


def name_of(key, module):
    layer, kind = key.removeprefix("layers.").rsplit(".", 1)
    if isinstance(module, nn.BatchNorm2d):
        kind = {"weight": "gamma", "bias": "beta", **NAMES}[kind]
    else:
        kind = {"weight": "kernel", "bias": "bias"}[kind]
    return f"{layer}/{kind}"


def layout(tensor):
    if tensor.dim() == 4:
        tensor = tensor.permute(2, 3, 1, 0)
    elif tensor.dim() == 2:
        tensor = tensor.T
    return {"shape": list(tensor.shape), "values": [float(f"{v:.9g}") for v in tensor.flatten().tolist()]}


def tensors(model, values):
    found = {}
    for key, value in values:
        if key.endswith("num_batches_tracked") or value is None:
            continue
        module = model.get_submodule(key.rsplit(".", 1)[0])
        found[name_of(key, module)] = layout(value.detach())
    return found


def make(config, seed):
    torch.manual_seed(seed)
    model = Cnn(config)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.3)
            nn.init.normal_(module.running_mean, 0, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 2)
    n, size = 3, config["inputSize"]
    # Whole numbers of tenths keep the fixture small.
    tenths = (torch.randn(n, size, size, config["channels"]) * 10).round()
    x = (tenths / 10).permute(0, 3, 1, 2)
    labels = torch.tensor([0.0, 1.0, 1.0])
    result = {"config": config, "weights": tensors(model, model.state_dict().items())}
    result["imagesTimesTen"] = {"shape": list(tenths.shape), "values": [int(v) for v in tenths.flatten().tolist()]}
    result["labels"] = labels.tolist()
    with torch.no_grad():
        result["inferenceLogits"] = model.eval()(x).flatten().tolist()

    # PyTorch moves its running variance towards the unbiased variance, Keras towards the biased one:
    # the latter is formed here from what each layer saw.
    moved = {}

    def remember(layer):
        def hook(module, inputs, _):
            variance, mean = torch.var_mean(inputs[0], (0, 2, 3), unbiased=False)
            moved[f"{layer}/moving_mean"] = layout(0.9 * before[f"{layer}/mean"] + 0.1 * mean)
            moved[f"{layer}/moving_variance"] = layout(0.9 * before[f"{layer}/var"] + 0.1 * variance)

        return hook

    before = {}
    for layer, module in model.layers.items():
        if isinstance(module, nn.BatchNorm2d):
            before[f"{layer}/mean"] = module.running_mean.clone()
            before[f"{layer}/var"] = module.running_var.clone()
            module.register_forward_hook(remember(layer))
    logits = model.train()(x)
    result["trainingLogits"] = logits.flatten().tolist()
    F.binary_cross_entropy_with_logits(logits.flatten(), labels).backward()
    result["gradients"] = tensors(model, [(k, p.grad) for k, p in model.named_parameters()])
    result["movedStatistics"] = moved
    return result


TARGET.parent.mkdir(parents=True, exist_ok=True)
cases = [make(config, seed) for seed, config in enumerate(CASES, 1)]
TARGET.write_text(json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":")) + "\n")
