"""Writes libs/training/test/fixtures/safetensors.json: a file as Python's safetensors writes it, and what is in it.

Run with safetensors 0.8 and NumPy: python tools/reference/training/safetensorsFile.py
"""

import base64
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from safetensors.numpy import save

tensors = {
    "block/kernel": np.array([[1.5, -0.0, 1e-45], [3.25, 0.1, -7]], dtype=np.float32),
    "scalar": np.array(-2.5, dtype=np.float32),
    "empty": np.zeros((0, 3), dtype=np.float32),
}
fixture = {
    "madeBy": f"tools/reference/training/safetensorsFile.py, safetensors {version('safetensors')}",
    "base64": base64.b64encode(save(tensors, metadata={"format": "np", "note": "Grüße"})).decode(),
    "metadata": {"format": "np", "note": "Grüße"},
    "tensors": {
        name: {"shape": list(value.shape), "values": value.flatten().tolist()} for name, value in tensors.items()
    },
}

path = Path(__file__).parents[3] / "libs/training/test/fixtures/safetensors.json"
path.write_text(json.dumps(fixture, ensure_ascii=False) + "\n")
