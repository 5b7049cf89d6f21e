"""The workloads' models in plain PyTorch, with the parameter names of torchvision and timm."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


def conv(inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, size, stride, (size - 1) // 2, groups=groups, bias=False)


class StudyCnn(nn.Module):
    """The study's CNN: five blocks of two 3x3 convolutions, then 512 -> 256 -> 1."""

    def __init__(self) -> None:
        super().__init__()
        inputs = 3
        for block, filters in enumerate([32, 64, 128, 256, 512], start=1):
            for i in (1, 2):
                self.add_module(f"block{block}_conv{i}", conv(inputs, filters, 3))
                self.add_module(f"block{block}_bn{i}", nn.BatchNorm2d(filters))
                inputs = filters
        self.dense1 = nn.Linear(512, 256)
        self.logit = nn.Linear(256, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for block in range(1, 6):
            for i in (1, 2):
                x = F.relu(self.get_submodule(f"block{block}_bn{i}")(self.get_submodule(f"block{block}_conv{i}")(x)))
            x = F.dropout(F.max_pool2d(x, 2), 0.2, self.training)
        x = F.dropout(F.relu(self.dense1(x.mean((2, 3)))), 0.5, self.training)
        return self.logit(x)


class Bottleneck(nn.Module):
    """torchvision's, version 1.5: the stride stands in the 3x3 convolution."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, width, 1), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = conv(width, width, 3, stride), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = conv(width, width * 4, 1), nn.BatchNorm2d(width * 4)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != width * 4:
            self.downsample = nn.Sequential(conv(inputs, width * 4, 1, stride), nn.BatchNorm2d(width * 4))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet50(nn.Module):
    """torchvision's resnet50 with the study's head in place of its classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = conv(3, 64, 7, 2), nn.BatchNorm2d(64)
        self.relu, self.maxpool = nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for i, (width, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)]):
            layers = []
            for block in range(blocks):
                layers.append(Bottleneck(inputs, width, 2 if i > 0 and block == 0 else 1))
                inputs = width * 4
            self.add_module(f"layer{i + 1}", nn.Sequential(*layers))
        self.fc = nn.Sequential(
            nn.Linear(2048, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Dropout(0.4),
            nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for i in range(1, 5):
            x = self.get_submodule(f"layer{i}")(x)
        return self.fc(x.mean((2, 3)))


class SameConv2d(nn.Conv2d):
    """TensorFlow's 'same' padding, as in timm's Conv2dSame: more on the right where it is odd."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        pads = []
        for size in (x.shape[3], x.shape[2]):
            total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [total // 2, total - total // 2]
        return F.conv2d(F.pad(x, pads), self.weight, None, self.stride, 0, 1, self.groups)


def tf_conv(inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    kind = SameConv2d if stride > 1 else nn.Conv2d
    return kind(inputs, outputs, size, stride, 0 if stride > 1 else (size - 1) // 2, groups=groups, bias=False)


def tf_bn(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class DepthwiseSeparable(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv_dw, self.bn1 = tf_conv(inputs, inputs, 3, groups=inputs), tf_bn(inputs)
        self.conv_pw, self.bn2 = tf_conv(inputs, outputs, 1), tf_bn(outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.bn2(self.conv_pw(F.relu6(self.bn1(self.conv_dw(x)))))


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int) -> None:
        super().__init__()
        inner = inputs * 6
        self.conv_pw, self.bn1 = tf_conv(inputs, inner, 1), tf_bn(inner)
        self.conv_dw, self.bn2 = tf_conv(inner, inner, kernel, stride, groups=inner), tf_bn(inner)
        self.conv_pwl, self.bn3 = tf_conv(inner, outputs, 1), tf_bn(outputs)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu6(self.bn1(self.conv_pw(x)))
        y = self.bn3(self.conv_pwl(F.relu6(self.bn2(self.conv_dw(y)))))
        return x + y if self.residual else y


class EfficientNetLite0(nn.Module):
    """timm's tf_efficientnet_lite0 with one logit."""

    STAGES = [(24, 3, 2, 2), (40, 5, 2, 2), (80, 3, 2, 3), (112, 5, 1, 3), (192, 5, 2, 4), (320, 3, 1, 1)]

    def __init__(self) -> None:
        super().__init__()
        self.conv_stem, self.bn1 = tf_conv(3, 32, 3, 2), tf_bn(32)
        stages = [nn.Sequential(DepthwiseSeparable(32, 16))]
        inputs = 16
        for outputs, kernel, stride, repeats in self.STAGES:
            layers = []
            for i in range(repeats):
                layers.append(InvertedResidual(inputs, outputs, kernel, stride if i == 0 else 1))
                inputs = outputs
            stages.append(nn.Sequential(*layers))
        self.blocks = nn.Sequential(*stages)
        self.conv_head, self.bn2 = tf_conv(320, 1280, 1), tf_bn(1280)
        self.classifier = nn.Linear(1280, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.blocks(F.relu6(self.bn1(self.conv_stem(x))))
        x = F.relu6(self.bn2(self.conv_head(x))).mean((2, 3))
        return self.classifier(x)


MODELS = {"cnn": StudyCnn, "resnet50": ResNet50, "tf_efficientnet_lite0": EfficientNetLite0}


def build(name: str, trainable_tensors: int | None) -> nn.Module:
    """Builds a model; all but the last `trainable_tensors` parameters are frozen, if a number is given.

    A batch normalisation of which nothing is trained keeps and uses its stored statistics.
    """
    torch.manual_seed(0)
    model = MODELS[name]().to(memory_format=torch.channels_last)
    if trainable_tensors is not None:
        for parameter in list(model.parameters())[:-trainable_tensors]:
            parameter.requires_grad_(False)
    return model


def train_mode(model: nn.Module) -> None:
    """model.train(), but a frozen batch normalisation stays in inference mode."""
    model.train()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and not any(p.requires_grad for p in module.parameters()):
            module.eval()
