"""A contestant of tools/bench in Python: PyTorch, or ONNX Runtime for inference.

Speaks JSON, one object a line; see src/contestant/protocol.ts. The one argument is the order, as JSON:
{"rival": "pytorch" | "onnxruntime", "model", "size", "batchSize", "task", "trainableTensors", "threads", "weights"}.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import warnings

import numpy as np

from contestant_figures import fastest, peak_bytes


def say(**answer: object) -> None:
    print(json.dumps(answer), flush=True)


def pixels(batch: int, size: int) -> np.ndarray:
    """The same images as src/node/images.ts, channels last."""
    i = np.arange(batch * size * size * 3, dtype=np.float64)
    return (2 * np.sin(i * 0.37) * np.cos(i * 0.0011)).astype(np.float32).reshape(batch, size, size, 3)


def channels_first(images: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(images.transpose(0, 3, 1, 2))


def load_weights(model, path: str) -> None:
    """Takes over weights from a safetensors file: length, a header of JSON, float32 values."""
    import torch

    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        values = file.read()
    header.pop("__metadata__", None)
    state = {
        name: torch.frombuffer(bytearray(values[slice(*entry["data_offsets"])]), dtype=torch.float32).reshape(entry["shape"])
        for name, entry in header.items()
    }
    lacking = [name for name in model.load_state_dict(state, strict=False).missing_keys if "num_batches" not in name]
    unknown = sorted(set(state) - set(model.state_dict()))
    if lacking or unknown:
        raise ValueError(f"weights without a value: {lacking[:3]}; without a place: {unknown[:3]}")


class Torch:
    """PyTorch, channels_last."""

    def __init__(self, order: dict) -> None:
        import torch
        from models import build

        self.torch, self.order = torch, order
        self.model = build(order["model"], order["trainableTensors"])
        if order.get("weights"):
            load_weights(self.model, order["weights"])
        self.batches: dict[int, tuple] = {}
        self.parameters = sum(p.numel() for p in self.model.parameters())
        trainable = [p for p in self.model.parameters() if p.requires_grad]
        self.trainable = sum(p.numel() for p in trainable)
        self.optimiser = torch.optim.Adam(trainable, lr=1e-4)
        self.loss = torch.nn.BCEWithLogitsLoss(reduction="none")

    def batch(self, size: int) -> tuple:
        torch = self.torch
        if size not in self.batches:
            images = torch.from_numpy(channels_first(pixels(size, self.order["size"])))
            labels = (torch.arange(size) % 4 != 0).float()
            weights = torch.where(labels > 0, 0.67, 1.94)
            self.batches[size] = images.to(memory_format=torch.channels_last), labels, weights
        return self.batches[size]

    def train(self, count: int, size: int) -> None:
        from models import train_mode

        train_mode(self.model)
        images, labels, weights = self.batch(size)
        for _ in range(count):
            self.optimiser.zero_grad(set_to_none=True)
            loss = (self.loss(self.model(images).squeeze(1), labels) * weights).mean()
            loss.backward()
            self.optimiser.step()
            loss.item()

    def infer(self, count: int, size: int) -> list[float]:
        self.model.eval()
        images = self.batch(size)[0]
        with self.torch.inference_mode():
            for _ in range(count):
                logits = self.model(images).squeeze(1).tolist()
        return logits

    def threads(self, candidates: list[int]) -> str:
        def run(count: int) -> None:
            self.torch.set_num_threads(count)
            (self.train if self.order["task"] == "train" else self.infer)(1, self.order["batchSize"])

        if len(candidates) == 1:
            self.torch.set_num_threads(candidates[0])
            return f"{candidates[0]} threads"
        best, tried = fastest(candidates, run)
        self.torch.set_num_threads(best)
        return tried

    def about(self) -> str:
        return f"torch {self.torch.__version__}, channels_last"


class OnnxRuntime:
    """Python's ONNX Runtime on the model that torch.onnx.export gives."""

    def __init__(self, order: dict) -> None:
        import onnxruntime
        import torch

        self.ort, self.order = onnxruntime, order
        net = Torch({**order, "task": "infer"})
        self.parameters, self.trainable = net.parameters, net.trainable
        net.model.eval()
        example = torch.from_numpy(channels_first(pixels(1, order["size"])))
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = os.path.join(folder, "model.onnx")
            names = {"input_names": ["image"], "output_names": ["logits"]}
            axes = {"image": {0: "n"}, "logits": {0: "n"}}
            torch.onnx.export(net.model, (example,), path, dynamo=False, dynamic_axes=axes, **names)
            with open(path, "rb") as file:
                self.file = file.read()
        self.images: dict[int, np.ndarray] = {}

    def infer(self, count: int, size: int) -> list[float]:
        if size not in self.images:
            self.images[size] = channels_first(pixels(size, self.order["size"]))
        for _ in range(count):
            (logits,) = self.session.run(None, {"image": self.images[size]})
        return logits[:, 0].tolist()

    def start(self, threads: int) -> None:
        options = self.ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = self.ort.InferenceSession(self.file, options, providers=["CPUExecutionProvider"])

    def threads(self, candidates: list[int]) -> str:
        if len(candidates) == 1:
            self.start(candidates[0])
            return f"{candidates[0]} threads"
        sessions = {}
        for count in candidates:
            self.start(count)
            sessions[count] = self.session

        def run(count: int) -> None:
            self.session = sessions[count]
            self.infer(1, self.order["batchSize"])

        best, tried = fastest(candidates, run)
        self.session = sessions[best]
        return tried

    def about(self) -> str:
        return f"Python's onnxruntime {self.ort.__version__}, model by torch.onnx"


def main() -> None:
    order = json.loads(sys.argv[1])
    rival = Torch(order) if order["rival"] == "pytorch" else OnnxRuntime(order)
    # The first step is measured before threads are tried, since trying warms up.
    rival.threads([order["threads"][0]])
    work = rival.train if order["task"] == "train" else rival.infer
    say(about=rival.about(), parameters=rival.parameters, trainable=rival.trainable)
    for line in sys.stdin:
        ask = json.loads(line)
        if ask["do"] == "tune":
            say(about=f"{rival.about()}, {rival.threads(order['threads'])}")
        elif ask["do"] == "logits":
            say(logits=rival.infer(1, ask["batchSize"]))
        elif ask["do"] == "peak":
            say(peakBytes=peak_bytes())
        else:
            start = time.perf_counter()
            work(ask["count"], ask["batchSize"])
            say(seconds=time.perf_counter() - start)


main()
