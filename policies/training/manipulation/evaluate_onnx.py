"""Evaluates an ONNX graph node by node in numpy: an independent reading of what an exported file says.

(`onnx.reference` is younger than Debian's onnx.) It knows the operators that the exported networks use, and no other.
"""

import numpy as np
from onnx import helper, numpy_helper


def gemm(a, b, c, alpha=1.0, beta=1.0, transA=0, transB=0):
    return alpha * ((a.T if transA else a) @ (b.T if transB else b)) + beta * c


def slice_of(x, starts, ends, axes, steps=None):
    window = [slice(None)] * x.ndim
    for i, axis in enumerate(axes):
        window[axis] = slice(starts[i], min(ends[i], x.shape[axis]), 1 if steps is None else steps[i])
    return x[tuple(window)]


OPERATORS = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "MatMul": np.matmul,
    "Min": np.minimum,
    "Max": np.maximum,
    "Sin": np.sin,
    "Cos": np.cos,
    "Sigmoid": lambda x: 0.5 + 0.5 * np.tanh(0.5 * x),
    "Clip": np.clip,
    "Gemm": gemm,
    "Slice": slice_of,
    "Concat": lambda *parts, axis: np.concatenate(parts, axis),
    "Constant": lambda value: numpy_helper.to_array(value),
    "Identity": lambda x: x,
}


def evaluate(model, inputs):
    """The graph's only output for `inputs` (arrays by name)."""
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    values.update(inputs)
    for node in model.graph.node:
        if node.op_type not in OPERATORS:
            raise SystemExit(f"operator {node.op_type} is not known here; add it to evaluate_onnx.py")
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        values[node.output[0]] = OPERATORS[node.op_type](*(values[name] for name in node.input), **attributes)
    return values[model.graph.output[0].name]
