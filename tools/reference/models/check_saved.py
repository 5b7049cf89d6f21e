"""Judges saved models by Keras: it builds each from its model.json, takes weights.bin, and its logits are compared with
those of TensorFlow.js.

    export PNEUMO_EXPORT_FOLDER=$PWD/exports
    npx vitest run apps/trainer/test/exportModels.test.ts
    python tools/reference/models/check_saved.py exports

For each folder NAME the test leaves NAME.f32 (the input, little-endian, channels first) and NAME.json (shape, logits).
Needs keras and jax (torch takes no layer names with dots). Exits with 1 when a model does not hold.
"""

import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras.src.legacy.saving import saving_utils  # noqa: E402

TOLERANCE = 1e-5


def tensors(folder, manifest):
    """Every tensor of the manifest, by name; all of weights.bin must be used."""
    found = {}
    for group in manifest:
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        offset = 0
        for weight in group["weights"]:
            if weight["dtype"] != "float32" or weight["name"] in found:
                raise ValueError(f"{weight['name']}: {weight['dtype']}, or there twice")
            count = int(np.prod(weight["shape"], dtype=np.int64))
            found[weight["name"]] = np.frombuffer(data, "<f4", count, offset).reshape(weight["shape"])
            offset += 4 * count
        if offset != len(data):
            raise ValueError(f"{len(data)} bytes of weights; the manifest tells of {offset}")
    return found


def judge(folder):
    saved = json.loads((folder / "model.json").read_text())
    model = saving_utils.model_from_config(saved["modelTopology"])
    left = tensors(folder, saved["weightsManifest"])
    for layer in model.layers:
        # A dropout's weights are Keras' own state of its random numbers.
        for weight in [] if isinstance(layer, keras.layers.Dropout) else layer.weights:
            depthwise = isinstance(layer, keras.layers.DepthwiseConv2D) and weight.name == "kernel"
            weight.assign(left.pop(f"{layer.name}/{'depthwise_kernel' if depthwise else weight.name}"))
    known = json.loads(folder.with_suffix(".json").read_text())
    pixels = np.fromfile(folder.with_suffix(".f32"), "<f4").reshape(known["shape"])
    logits = model.predict(pixels.transpose(0, 2, 3, 1), verbose=0).ravel()
    expected = np.array(known["logits"], np.float32)
    difference = float(np.abs(logits - expected).max()) / max(1.0, float(np.abs(expected).max()))
    good = difference <= TOLERANCE and not left
    print(
        f"{'ok    ' if good else 'WRONG '} {folder.name:24} {model.count_params()} parameters, "
        f"{len(left)} tensors not used, greatest difference {difference:.1e}",
        flush=True,
    )
    return good


def main():
    folders = sorted(path.parent for path in Path(sys.argv[1]).glob("*/model.json"))
    print(f"keras {keras.__version__}, {len(folders)} models")
    return 0 if folders and all([judge(folder) for folder in folders]) else 1


if __name__ == "__main__":
    sys.exit(main())
