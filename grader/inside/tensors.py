"""Forms of torch's tensors, sizes, dtypes and devices: dense tensors on the CPU, by their bytes.

A parameter, and any tensor that needs a gradient, arrives as a leaf. Imported only where torch is in use.
"""

from __future__ import annotations

from typing import Any, Final

import torch

from grader.inside.arrays import MAX_SIDE, NO_BYTES
from grader.inside.forms import ELSEWHERE, BadData, Form, exactly, take

DTYPES: Final[dict[str, torch.dtype]] = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128),
    )
}
NAMES: Final = {dtype: name for name, dtype in DTYPES.items()}


def _tensor_out(tensor: torch.Tensor) -> object:
    if tensor.layout is not torch.strided or tensor.device.type != "cpu" or tensor.dtype not in NAMES:
        return ELSEWHERE
    grad = tensor.grad if tensor.is_leaf and tensor.requires_grad else None
    told = [NAMES[tensor.dtype], list(tensor.shape), tensor.requires_grad]
    return [*told, None if grad is None else grad.detach(), _bytes_of(tensor)]


def _bytes_of(tensor: torch.Tensor) -> memoryview:
    flat = tensor.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
    return memoryview(flat.view(torch.uint8).numpy()) if flat.numel() else NO_BYTES


def _tensor_in(payload: object) -> torch.Tensor:
    name, shape, wants, grad, raw = take(payload, str, list, bool, (torch.Tensor, type(None)), memoryview)
    dtype = DTYPES[name]
    count = 1
    for side in shape:
        if type(side) is not int or not 0 <= side <= MAX_SIDE:
            raise BadData("not the shape of a tensor")
        count *= side
    if count * dtype.itemsize != len(raw):
        raise BadData("a tensor whose shape does not fit its bytes")
    tensor = _checked(dtype, bytearray(raw)).reshape(shape)
    if wants:
        tensor.requires_grad_()
    if grad is not None:
        _give_gradient(tensor, grad)
    return tensor


def _checked(dtype: torch.dtype, raw: bytearray) -> torch.Tensor:
    if not raw:
        return torch.empty(0, dtype=dtype)
    flat = torch.frombuffer(raw, dtype=torch.uint8)
    return flat != 0 if dtype is torch.bool else flat.view(dtype)


def _give_gradient(tensor: torch.Tensor, grad: torch.Tensor) -> None:
    if not tensor.requires_grad or (grad.shape, grad.dtype) != (tensor.shape, tensor.dtype):
        raise BadData("a gradient that is not the tensor's")
    tensor.grad = grad.detach()


def _size_in(payload: object) -> torch.Size:
    if any(type(side) is not int or not 0 <= side <= MAX_SIDE for side in exactly(payload, list)):
        raise BadData("not the shape of a tensor")
    return torch.Size(payload)


def _device_out(device: Any) -> object:
    return "cpu" if device.type == "cpu" else ELSEWHERE


def _device_in(payload: object) -> torch.device:
    if payload != "cpu":
        raise BadData("not a device of this machine")
    return torch.device("cpu")


FORMS: Final = (
    Form(80, (torch.Tensor, torch.nn.Parameter), _tensor_out, _tensor_in, buffered=True),
    Form(81, (torch.Size,), list, _size_in),
    Form(82, (torch.dtype,), lambda v: NAMES.get(v, ELSEWHERE), lambda p: DTYPES[exactly(p, str)]),
    Form(83, (torch.device,), _device_out, _device_in),
)
