"""The other side of tools/bench/src/augmentation.ts: the same two policies by torchvision v2 and albumentations."""

import base64
import contextlib
import json
import os
import sys
import time

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"
import cv2
import numpy as np
import torch

library = torch.library.Library("torchvision", "DEF")
for name in (
    "nms qnms roi_align roi_pool ps_roi_align ps_roi_pool deform_conv2d _roi_align_backward "
    "_roi_pool_backward _ps_roi_align_backward _ps_roi_pool_backward _deform_conv2d_backward"
).split():
    try:  # torchvision imports beside a CPU build of PyTorch when its operators are declared
        library.define(f"{name}(Tensor x) -> Tensor")
    except RuntimeError:
        pass
with contextlib.redirect_stdout(sys.stderr):  # it prints when an optional package is missing
    import albumentations as A
import torchvision
from PIL import Image
from torchvision.transforms import InterpolationMode, v2

cv2.setNumThreads(1)
torch.set_num_threads(1)
LINEAR = InterpolationMode.BILINEAR


class Noise(torch.nn.Module):
    """v2.GaussianNoise takes floats only; on PIL images the noise is added in NumPy, whose generator is the fastest here."""

    generator = np.random.default_rng(0)

    def forward(self, image):
        pixels = np.asarray(image, dtype=np.float32)
        deviation = self.generator.uniform(0, 0.03) * 255
        noise = self.generator.standard_normal(pixels.shape, dtype=np.float32) * np.float32(deviation)
        return Image.fromarray(np.clip(pixels + noise + 0.5, 0, 255).astype(np.uint8))


def policies(size):
    return {
        "study": (
            v2.Compose([v2.RandomHorizontalFlip(), v2.RandomAffine(10, (0.05, 0.05), interpolation=LINEAR), v2.ColorJitter(0.2, 0.2)]),
            A.Compose([
                A.HorizontalFlip(p=0.5),
                A.Affine(rotate=(-10, 10), translate_percent=(-0.05, 0.05), border_mode=cv2.BORDER_REPLICATE, p=1),
                A.RandomBrightnessContrast(0.2, 0.2, p=1),
            ]),
        ),
        "strong": (
            v2.Compose([
                v2.RandomResizedCrop(size, (0.35, 1), (0.8, 1.25)),
                v2.RandomHorizontalFlip(),
                v2.RandomRotation(10, interpolation=LINEAR),
                v2.ColorJitter(0.4, 0.4),
                v2.RandomApply([Noise()], 0.5),
                v2.RandomApply([v2.GaussianBlur(7, (0.01, 1))], 0.3),
            ]),
            A.Compose([
                A.RandomResizedCrop((size, size), (0.35, 1), (0.8, 1.25), p=1),
                A.HorizontalFlip(p=0.5),
                A.Rotate(10, border_mode=cv2.BORDER_REPLICATE, p=1),
                A.RandomBrightnessContrast(0.4, 0.4, p=1),
                A.GaussNoise(std_range=(0, 0.03), p=0.5),
                A.GaussianBlur(blur_limit=0, sigma_limit=(0.01, 1), p=0.3),
            ]),
        ),
    }


def timed(transform, films, count):
    start = time.perf_counter()
    for i in range(count):
        transform(films[i % len(films)])
    return (time.perf_counter() - start) / count * 1e6


for line in sys.stdin:
    question = json.loads(line)
    if "films" in question:
        size = question["size"]
        arrays = [np.frombuffer(base64.b64decode(f), np.uint8).reshape(size, size) for f in question["films"]]
        pils = [Image.fromarray(array) for array in arrays]
        made = policies(size)
        answer = {}
    elif "policy" in question:
        by_torchvision, by_albumentations = made[question["policy"]]
        answer = {
            "torchvision v2 (PIL)": timed(by_torchvision, pils, question["images"]),
            "albumentations": timed(lambda film: by_albumentations(image=film), arrays, question["images"]),
        }
    else:
        answer = {"about": f"torchvision {torchvision.__version__}, albumentations {A.__version__}, OpenCV {cv2.__version__}, one thread"}
    print(json.dumps(answer), flush=True)
