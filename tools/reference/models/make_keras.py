"""Keras models of the structures that ours have too: small files as Keras writes them, and logits.

Writes libs/models/test/fixtures/keras.json: whole files of a small CNN (gzip, base64) with the logits of
an image; for the networks of keras.applications the names and shapes of their weights and the logits that weights
of a formula give, which the test makes too. Needs keras with the torch backend, and h5py.
With --files FOLDER it also writes those networks' files, for a check of the whole way (their folder goes to the tests as PNEUMO_KERAS_FILES).
"""

import argparse
import base64
import gzip
import json
import os
import tempfile
import zipfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"
import h5py
import keras
import numpy as np
from keras import layers as L

TARGET = Path(__file__).parents[3] / "libs/models/test/fixtures/keras.json"
parser = argparse.ArgumentParser()
parser.add_argument("--files", type=Path)
args = parser.parse_args()


def noise(count, salt):
    x = (np.arange(count, dtype=np.uint64) + salt * 7919) * 2654435761 & 0xFFFFFFFF
    x = (x ^ (x >> 15)) * 0x85EBCA6B & 0xFFFFFFFF
    return (x ^ (x >> 13)).astype(np.float64) / 2**31 - 1


def formula(name, shape):
    u = noise(int(np.prod(shape)), sum(name.encode()))
    part = name.split("/")[-1]
    if part == "moving_variance":
        u = 1 + 0.3 * u
    elif part in ("moving_mean", "bias", "beta"):
        u = 0.1 * u
    elif part == "gamma":
        u = 1 + 0.2 * u
    else:
        # Kernels [h, w, in, out]; depthwise ones [h, w, channels, 1].
        fan_in = np.prod(shape[:2]) if len(shape) == 4 and shape[3] == 1 else np.prod(shape[:-1])
        u = np.sqrt(3 / fan_in) * u
    return u.reshape(shape).astype(np.float32)


def image(size, channels):
    h, w, c = np.meshgrid(*(np.arange(1, n + 1) for n in (size, size, channels)), indexing="ij")
    return (np.sin(0.05 * h * c) * np.cos(0.03 * w))[None].astype(np.float32)


def fill(model):
    for layer in model.layers:
        for weight in layer.weights:
            weight.assign(formula(f"{layer.name}/{weight.name}", tuple(weight.shape)))


def cnn(ours, bias=False, epsilon=1e-5, last=None):
    """The cnn of inputSize 32, one channel, filters 2 and 3, one convolution a block, dense 4; our names or Keras'."""
    name = (lambda text: {"name": text}) if ours else (lambda text: {})
    x = image_in = keras.Input((32, 32, 1))
    for b, filters in enumerate((2, 3), 1):
        x = L.Conv2D(filters, 3, padding="same", use_bias=bias, **name(f"block{b}_conv1"))(x)
        x = L.BatchNormalization(epsilon=epsilon, **name(f"block{b}_bn1"))(x)
        x = L.ReLU()(x)
        x = L.MaxPooling2D()(x)
        x = L.Dropout(0.2)(x)
    x = L.GlobalAveragePooling2D()(x)
    x = L.Dense(4, activation="relu", **name("dense1"))(x)
    x = L.Dense(1, activation=last, **name("logit"))(x)
    model = keras.Model(image_in, x)
    fill(model)
    return model


def logit(model):
    """What stands in front of a sigmoid."""
    p = model.predict(image(32, 1), verbose=0).ravel()
    return (np.log(p / (1 - p)) if model.layers[-1].activation.__name__ == "sigmoid" else p).tolist()


def file(model, suffix, weights=False):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model{suffix}"
        model.save_weights(path) if weights else model.save(path)
        return packed(path)


def packed(path):
    return base64.b64encode(gzip.compress(path.read_bytes(), mtime=0)).decode()


def keras2_file(model):
    """What Keras 2 wrote: weights named NAME:0, and long lists of names in numbered parts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.h5"
        with h5py.File(path, "w") as file:
            names = [layer.name.encode() for layer in model.layers]
            file.attrs["layer_names0"], file.attrs["layer_names1"] = names[:5], names[5:]
            for layer in model.layers:
                group = file.create_group(layer.name)
                group.attrs["weight_names"] = [f"{layer.name}/{weight.name}:0".encode() for weight in layer.weights]
                for weight in layer.weights:
                    group.create_dataset(f"{layer.name}/{weight.name}:0", data=keras.ops.convert_to_numpy(weight.value))
        return packed(path)


def nameless_file(model):
    """A .keras file of before Keras wrote the layers' names beside their weights."""
    with tempfile.TemporaryDirectory() as folder:
        whole, stripped, weights = (Path(folder) / name for name in ("whole.keras", "stripped.keras", "weights.h5"))
        model.save(whole)
        with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(stripped, "w") as target:
            weights.write_bytes(archive.read("model.weights.h5"))
            with h5py.File(weights, "r+") as file:
                file.visititems(lambda _, item: item.attrs.pop("name", None) and None)
            target.writestr("config.json", archive.read("config.json"))
            target.write(weights, "model.weights.h5")
        return packed(stripped)


keras.utils.clear_session()
named = cnn(True)
keras.utils.clear_session()
counted = cnn(False, bias=True, epsilon=1e-3, last="sigmoid")
keras.utils.clear_session()
inner = cnn(False)
outer = keras.Sequential([keras.Input((32, 32, 1)), L.Dropout(0.1), inner])
keras.utils.clear_session()
i = keras.Input((32, 32, 1))
other = keras.Model(i, L.Dense(1)(L.Flatten()(L.Conv2D(2, 3, padding="same", activation="relu")(i))))

cnns = [
    {"name": "our names, .h5", "file": file(named, ".h5"), "logits": logit(named)},
    {"name": "our names, .weights.h5", "file": file(named, ".weights.h5", True), "logits": logit(named)},
    {"name": "our names, of Keras 2", "file": keras2_file(named), "logits": logit(named)},
    {"name": "our names in the configuration alone, .keras", "file": nameless_file(named), "logits": logit(named)},
    {"name": "counted names, biases, epsilon and sigmoid, .keras", "file": file(counted, ".keras"), "logits": logit(counted)},
    {"name": "counted names, biases, epsilon and sigmoid, .h5", "file": file(counted, ".h5"), "logits": logit(counted)},
    {"name": "a model within a model, .keras", "file": file(outer, ".keras"), "logits": logit(inner)},
    {"name": "a model within a model, .h5", "file": file(outer, ".h5"), "logits": logit(inner)},
]

applications = []
for name, make, size in (
    ("densenet121", keras.applications.DenseNet121, 40),
    ("mobilenet_v2_keras", keras.applications.MobileNetV2, 64),
    ("resnet50_keras", keras.applications.ResNet50, 40),
):
    classes = 10
    model = make(weights=None, classes=classes, input_shape=(size, size, 3), classifier_activation=None)
    fill(model)
    x = image(size, 3)
    # Caffe's order of colours: Keras' preprocessing turns them round.
    logits = model.predict(x[..., ::-1] if name.startswith("resnet") else x, verbose=0).ravel()
    shapes = {
        layer.name: {weight.name: list(weight.shape) for weight in layer.weights} for layer in model.layers if layer.weights
    }
    applications.append({"name": name, "size": size, "classes": classes, "logits": logits.tolist(), "shapes": shapes})
    if args.files:
        args.files.mkdir(parents=True, exist_ok=True)
        for suffix in (".h5", ".keras", ".weights.h5"):
            path = args.files / f"{name}{suffix}"
            model.save_weights(path) if suffix == ".weights.h5" else model.save(path)

TARGET.write_text(json.dumps({"cnns": cnns, "otherCnn": file(other, ".keras"), "applications": applications}) + "\n")
