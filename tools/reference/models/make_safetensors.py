"""A file as Python's safetensors writes it, and how PyTorch rounds to half precision and bfloat16.

Writes libs/models/test/fixtures/safetensors.json. Needs torch and safetensors.
"""

import base64
import json
from pathlib import Path

import torch
from safetensors.torch import save

TARGET = Path(__file__).parents[3] / "libs/models/test/fixtures/safetensors.json"

torch.manual_seed(1)
base = torch.tensor([[1.5, -0.0, 6e-8], [3.25, 0.1, -65504.0]])
tensors = {
    "single": base,
    "half": base.to(torch.float16),
    "brain": base.to(torch.bfloat16),
    "double": torch.tensor([0.5, -2.0], dtype=torch.float64),
    "counter": torch.tensor(7),
    "empty": torch.zeros(0, 3),
}
values = torch.cat(
    [
        torch.randn(200) * 10.0 ** torch.randint(-9, 5, (200,)),
        torch.tensor([1.0009765625, 1.00048828125, 1.00146484375, 2049.0, 2051.0, 6.1e-5, 5.9e-8, 2.98e-8, 1e-10, -65519.0]),
        torch.tensor([1.00390625, 1.01171875, 1.005859375]),
    ]
)
values = values[values.abs() < 65520]
names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.int64: "I64"}
fixture = {
    "base64": base64.b64encode(save(tensors, metadata={"format": "pt", "note": "Grüße"})).decode(),
    "tensors": {
        name: {"dtype": names[t.dtype], "shape": list(t.shape), "values": t.to(torch.float32).flatten().tolist()}
        for name, t in tensors.items()
    },
    "rounding": {
        "values": values.tolist(),
        "F16": values.to(torch.float16).float().tolist(),
        "BF16": values.to(torch.bfloat16).float().tolist(),
    },
}
TARGET.write_text(json.dumps(fixture, ensure_ascii=False) + "\n")
