"""Declares torchvision's operators, so that it (and timm, which loads it) imports beside a CPU build of PyTorch.

Import it before torchvision. None of the operators can be called.
"""

import torch

LIBRARY = torch.library.Library("torchvision", "DEF")
for name in (
    "nms qnms roi_align roi_pool ps_roi_align ps_roi_pool deform_conv2d _roi_align_backward _roi_pool_backward "
    "_ps_roi_align_backward _ps_roi_pool_backward _deform_conv2d_backward"
).split():
    LIBRARY.define(f"{name}(Tensor x) -> Tensor")
