"""Makes libs/data/test/fixtures/reference.json: what scikit-learn, Pillow and PyTorch say.

Run from the project's root: python tools/reference/data/make_fixtures.py
"""
import base64
import io
import json

import numpy as np
import torch
from PIL import Image
from sklearn.model_selection import train_test_split
from sklearn.utils.class_weight import compute_class_weight

rng = np.random.default_rng(4)


def stratified(normal, pneumonia, fraction):
    labels = np.array([0] * normal + [1] * pneumonia)
    train, val = train_test_split(labels, test_size=fraction, stratify=labels, random_state=0)
    return {
        "normal": normal,
        "pneumonia": pneumonia,
        "fraction": fraction,
        "train": [int((train == 0).sum()), int((train == 1).sum())],
        "val": [int((val == 0).sum()), int((val == 1).sum())],
        "trainWeights": [float(w) for w in compute_class_weight("balanced", classes=np.array([0, 1]), y=train)],
    }


def smooth(width, height):
    """A grey picture with soft and hard edges, like a collimated film."""
    y, x = np.mgrid[0:height, 0:width]
    picture = 128 + 90 * np.sin(x / 5.0) * np.cos(y / 7.0) + rng.normal(0, 8, (height, width))
    picture[:, : width // 8] = 0
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def resized(width, height, size):
    image = Image.fromarray(smooth(width, height))
    small = image.resize((size, size), Image.BILINEAR)
    return {"png": png(image), "size": size, "pixels": np.asarray(small).ravel().tolist()}


def colour():
    rgb = rng.integers(0, 256, (6, 5, 3), dtype=np.uint8)
    return {"png": png(Image.fromarray(rgb)), "luma": np.asarray(Image.fromarray(rgb).convert("L")).ravel().tolist()}


def normalised():
    """torchvision.transforms.v2.functional.to_dtype(scale=True) and normalize, written out in PyTorch."""
    grey = rng.integers(0, 256, (2, 4, 3), dtype=np.uint8)
    x = torch.from_numpy(grey).to(torch.float32).div(255)[:, None].expand(-1, 3, -1, -1)
    mean = torch.tensor([0.485, 0.456, 0.406])[None, :, None, None]
    std = torch.tensor([0.229, 0.224, 0.225])[None, :, None, None]
    return {"grey": grey.reshape(2, -1).tolist(), "images": ((x - mean) / std).permute(0, 2, 3, 1).flatten().tolist()}


fixtures = {
    "stratified": [
        stratified(1349, 3883, 0.2),
        stratified(270, 777, 0.2),
        stratified(7, 13, 0.2),
        stratified(50, 51, 0.3),
        stratified(101, 203, 0.25),
    ],
    "resized": [resized(48, 40, 16), resized(61, 37, 20), resized(60, 60, 40)],
    "colour": colour(),
    "normalised": normalised(),
}
with open("libs/data/test/fixtures/reference.json", "w", encoding="utf-8") as file:
    json.dump(fixtures, file)
    file.write("\n")
