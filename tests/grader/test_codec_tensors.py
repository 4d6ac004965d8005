"""torch's tensors cross by their bytes and arrive as leaves."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.inside.codec import BadData, CannotCross
from grader.inside.tensors import DTYPES
from tests.grader.codec_values import crossed, plain_codec
from tests.grader.test_codec_arrays import frame


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES.keys())
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_a_tensor_keeps_dtype_shape_and_bits(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    count = torch.Size(shape).numel()
    tensor = (torch.arange(count) - 1).to(dtype).reshape(shape)
    got = crossed(tensor)
    assert type(got) is torch.Tensor and (got.dtype, got.shape) == (dtype, tensor.shape)
    assert torch.equal(got, tensor) and not got.requires_grad
    got.zero_()


def test_a_not_a_number_keeps_its_bits() -> None:
    bits = torch.tensor([0x7FC00001, -1, 0x7F800001], dtype=torch.int32)
    assert torch.equal(crossed(bits.view(torch.float32)).view(torch.int32), bits)


def test_a_parameter_arrives_as_a_leaf_with_its_gradient() -> None:
    layer = torch.nn.Linear(2, 1)
    layer(torch.ones(1, 2)).sum().backward()
    got = crossed(layer.weight)
    assert type(got) is torch.Tensor and got.is_leaf and got.requires_grad
    assert torch.equal(got, layer.weight) and torch.equal(got.grad, torch.ones(1, 2))


def test_a_computed_tensor_arrives_as_a_leaf_that_needs_a_gradient() -> None:
    got = crossed(torch.ones(2, requires_grad=True) * 2)
    assert got.is_leaf and got.requires_grad and got.tolist() == [2, 2]


def test_views_cross_as_what_they_show() -> None:
    base = torch.arange(6).reshape(2, 3)
    for view in (base.T, base[:, ::2], base[0].expand(4, 3), torch.tensor([1 + 2j]).conj()):
        assert torch.equal(crossed(view), view)


def test_sizes_dtypes_and_the_device_are_values() -> None:
    tensor = torch.ones(2, 3)
    for value in (tensor.shape, tensor.dtype, tensor.device):
        assert crossed(value) == value and type(crossed(value)) is type(value)


@pytest.mark.parametrize("make", [lambda: torch.eye(2).to_sparse(), lambda: torch.ones(1, device="meta")])
def test_other_tensors_have_no_plain_form(make: Any) -> None:
    with pytest.raises(CannotCross):
        plain_codec().encode(make())


FORGED = {
    "a shape larger than the bytes": frame(80, ["float32", [3], False, None, 8], b"\0" * 8),
    "a negative side": frame(80, ["float32", [-2], False, None, 8], b"\0" * 8),
    "an unknown dtype": frame(80, ["qint8", [1], False, None, 1], b"\0"),
    "an integer that needs a gradient": frame(80, ["int64", [1], True, None, 8], b"\0" * 8),
    "a gradient that is a list": frame(80, ["float32", [0], True, [], 0]),
    "another machine's device": frame(83, "cuda"),
    "a size of texts": frame(81, ["a"]),
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED.keys())
def test_forged_tensors_are_refused(data: bytes) -> None:
    with pytest.raises(BadData):
        plain_codec().decode(data)


def test_a_bool_is_one_of_two() -> None:
    got: Any = plain_codec().decode(frame(80, ["bool", [2], False, None, 2], b"\x00\xfe"))
    assert got.view(torch.uint8).tolist() == [0, 1]
