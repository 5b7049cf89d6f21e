"""Checkpoints as torch.save writes them, harmless and not, and what is in them.

Writes libs/models/test/fixtures/checkpoints.json. Needs torch.
"""

import base64
import io
import json
import os
from pathlib import Path

import torch

TARGET = Path(__file__).parents[3] / "libs/models/test/fixtures/checkpoints.json"
torch.manual_seed(1)
big = torch.randn(6, 4)
state = {
    "single": torch.randn(2, 3),
    "view": big[1:5:2, 1:3],
    "transposed": big.T,
    "half": torch.randn(4).half(),
    "brain": torch.randn(4).bfloat16(),
    "double": torch.randn(2, dtype=torch.float64),
    "parameter": torch.nn.Parameter(torch.randn(2)),
    "counter": torch.tensor(3),
}


class Evil:
    def __reduce__(self):
        return (os.system, ("echo harm > harm.txt",))


def save(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return base64.b64encode(buffer.getvalue()).decode()


norm = torch.nn.BatchNorm2d(2)
fixture = {
    "torch": torch.__version__,
    "plain": save(state),
    "protocol4": save(state, pickle_protocol=4),
    "nested": save({"state_dict": norm.state_dict(), "epoch": 3, "best": [0.5, (1, 2), None, True], "lr": 10**12}),
    "evil": save({"weight": torch.ones(1), "hook": Evil()}),
    "module": save(norm),
    "legacy": save(state, _use_new_zipfile_serialization=False),
    "values": {
        name: {"shape": list(value.shape), "values": value.detach().float().flatten().tolist()}
        for name, value in state.items()
    },
}
TARGET.write_text(json.dumps(fixture) + "\n")
