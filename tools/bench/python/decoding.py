"""The other side of tools/bench/src/decoding.ts: reading, decoding and resizing by Pillow and OpenCV."""

import base64
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import PIL
from PIL import Image

cv2.setNumThreads(1)


def exact(path, size):
    return np.asarray(Image.open(path).convert("L").resize((size, size), Image.Resampling.BILINEAR))


def pillow(path, size):
    image = Image.open(path)
    image.draft("L", (size, size))
    return np.asarray(image.convert("L").resize((size, size), Image.Resampling.BILINEAR))


def opencv(path, size):
    return cv2.resize(cv2.imread(path, cv2.IMREAD_GRAYSCALE), (size, size), interpolation=cv2.INTER_AREA)


READERS = {"Pillow, draft": pillow, "OpenCV, area": opencv}


def timed(read, files, size, workers):
    start = time.perf_counter()
    if workers == 1:
        for path in files:
            read(path, size)
    else:  # both release Python's lock while they work
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda path: read(path, size), files))
    return (time.perf_counter() - start) / len(files) * 1e3


for line in sys.stdin:
    question = json.loads(line)
    if "files" in question:
        answer = {name: timed(read, question["files"], question["size"], question["workers"]) for name, read in READERS.items()}
    elif "pixels" in question:
        answer = {
            name: [base64.b64encode(read(path, question["size"]).tobytes()).decode() for path in question["pixels"]]
            for name, read in {"exact": exact, **READERS}.items()
        }
    else:
        answer = {"about": f"Pillow {PIL.__version__}, OpenCV {cv2.__version__}"}
    print(json.dumps(answer), flush=True)
