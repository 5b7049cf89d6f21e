"""Writes libs/training/test/fixtures/averages.json: averages of weights and re-estimated batch normalisation.

Run with PyTorch 2.13: python tools/reference/training/averages.py
"""

import json
from pathlib import Path

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

torch.manual_seed(11)


def flat(tensor):
    return tensor.detach().flatten().tolist()


class Weights(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(5))


rows = [torch.randn(5) for _ in range(6)]


def averages(model):
    """The average after each row has been the model's weights."""
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9), use_buffers=True)
    mean = AveragedModel(model)
    ema, swa = [], []
    for row in rows:
        model.w.data.copy_(row)
        averaged.update_parameters(model)
        mean.update_parameters(model)
        ema.append(flat(averaged.module.w))
        swa.append(flat(mean.module.w))
    return {"ema": ema, "swa": swa}


# Two layers of batch normalisation, the second one behind a convolution of what the first one gives.
net = torch.nn.Sequential(
    torch.nn.BatchNorm2d(1), torch.nn.Conv2d(1, 2, 3, bias=False), torch.nn.ReLU(), torch.nn.BatchNorm2d(2)
)
batches = [torch.randn(n, 1, 4, 4) * (1 + i) + i for i, n in enumerate([3, 3, 2])]
update_bn(batches, net)

fixture = {
    "madeBy": f"tools/reference/training/averages.py, torch {torch.__version__.split('+')[0]}",
    "decay": 0.9,
    "rows": [flat(row) for row in rows],
    **averages(Weights()),
    # Height, width, in, out, as TensorFlow.js has kernels.
    "kernel": flat(net[1].weight.permute(2, 3, 1, 0)),
    "batches": [{"images": batch.shape[0], "pixels": flat(batch)} for batch in batches],
    "norm1": {"mean": flat(net[0].running_mean), "variance": flat(net[0].running_var)},
    "norm2": {"mean": flat(net[3].running_mean), "variance": flat(net[3].running_var)},
}

path = Path(__file__).parents[3] / "libs/training/test/fixtures/averages.json"
path.write_text(json.dumps(fixture) + "\n")
