"""Writes the three networks as ONNX graphs and checks each against its own numbers.

    system-one.onnx  features [N,F], start [N,40], level [N,1], stamp [N,3] -> chunk [N,40]
    system-two.onnx  features [N,F], start [N,80], until [N,1], forcing [N,800] -> chunk [N,80]
    critics.onnx     features [N,F], chunk [N,80], length [N,1] -> q [N,2]

Euler steps are unrolled and features normalised inside; no graph draws anything.
"""

import hashlib
import warnings

import numpy as np
import onnx
import torch
from torch import nn

from evaluate_onnx import evaluate
from flow import STEPS_TWO
from samples import CHUNK, SHORT_CHUNK

OPSET = 13
TOLERANCE = 1e-4
FILES = {"systemOne": "system-one.onnx", "systemTwo": "system-two.onnx", "critics": "critics.onnx"}


class Denoise(nn.Module):
    """A system's sampler as a module's forward."""

    def __init__(self, system):
        super().__init__()
        self.system = system

    def forward(self, *inputs):
        return self.system.denoise(*inputs)


def probes(features, rows, seed=0):
    """Inputs of the three graphs, `rows` rows: features together as in no data, all kinds of levels and stamps."""
    random = np.random.default_rng(seed)
    normal = lambda *shape: random.normal(size=shape).astype(np.float32)
    seen = (features.mean(0) + (features.std(0) + 0.1) * normal(rows, features.shape[1])).astype(np.float32)
    uniform = lambda low, high: random.uniform(low, high, (rows, 1)).astype(np.float32)
    planned = (random.random((rows, 1)) < 0.5).astype(np.float32)
    knots = np.floor(11 * uniform(0, 1))
    stamp = planned * np.concatenate([np.ones_like(knots), knots / 16, knots / 15], 1)
    found = {
        "systemOne": {"features": seen, "start": normal(rows, SHORT_CHUNK), "level": planned * uniform(0.6, 1),
                      "stamp": stamp},
        "systemTwo": {"features": seen, "start": normal(rows, CHUNK), "until": uniform(0.6, 1),
                      "forcing": 0.03 * normal(rows, STEPS_TWO * CHUNK)},
        "critics": {"features": seen, "chunk": normal(rows, CHUNK), "length": 0.5 + 0.5 * planned},
    }
    # Few decimals: short to write, and the same number for every reader.
    return {name: {key: value.astype(np.float32).round(2) for key, value in of.items()} for name, of in found.items()}


def export(models, features, folder):
    """Writes FILES of `models` (by the names of FILES) to `folder`.

    Returns {name: {file, sha256, bytes}} and the largest differences between PyTorch's numbers and the files'.
    """
    facts, differences = {}, {}
    for name, inputs in probes(features, 3).items():
        module = models[name] if name == "critics" else Denoise(models[name])
        module = module.cpu().eval()
        path = folder / FILES[name]
        write(module, inputs, "q" if name == "critics" else "chunk", path)
        differences[name] = max(difference(module, path, probes(features, rows, rows)[name]) for rows in (1, 7))
        if not differences[name] <= TOLERANCE:
            raise SystemExit(f"{path}: differs from PyTorch by {differences[name]:.2e}, expected at most {TOLERANCE}")
        data = path.read_bytes()
        facts[name] = {"file": FILES[name], "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    return facts, differences


def with_outputs(models, inputs):
    """Probes and what PyTorch makes of them, as lists, for a check of the runtime that will really run the files."""
    found = {}
    for name, of in inputs.items():
        module = models[name] if name == "critics" else Denoise(models[name])
        found[name] = {key: lists(value) for key, value in (*of.items(), ("expected", outputs(module, of)))}
    return found


def lists(values):
    return [[round(float(value), 6) for value in row] for row in values]


def outputs(module, inputs):
    with torch.no_grad():
        return module(*(torch.as_tensor(value) for value in inputs.values())).numpy()


def write(module, inputs, output, path):
    axes = {name: {0: "N"} for name in (*inputs, output)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, tuple(torch.as_tensor(value) for value in inputs.values()), str(path), opset_version=OPSET,
            input_names=list(inputs), output_names=[output], dynamic_axes=axes,
        )
    model = onnx.load(str(path))
    model.producer_name, model.producer_version = "twotempo", ""
    for node in model.graph.node:
        # They tell where the exporting program lay.
        node.ClearField("doc_string")
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def difference(module, path, inputs):
    """Largest distance between what PyTorch and the file's nodes compute."""
    return float(np.abs(evaluate(onnx.load(str(path)), inputs) - outputs(module, inputs)).max())
