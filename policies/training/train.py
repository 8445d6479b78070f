"""Trains the fast driving policy: an ensemble of small networks by behaviour cloning, exported as one ONNX graph.

Run with Debian's Python (packages python3-torch python3-onnx libopenblas0-pthread), or any Python that has torch, numpy
and onnx. Members are trained in parallel processes of one thread each; a GPU is used when there is one.

    python3 policies/training/train.py --train DIR --val DIR --out DIR [--members 5] [--epochs 30] [--seed 1]

DIR of data: *.f32 shards (rows of float32) and layout.json, as `twotempo collect` writes them.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import torch
import torch.multiprocessing as multiprocessing

HIDDEN = 160
LAYERS = 2
BATCH = 512
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-4
LOG_SCALE_RANGE = (-4.0, 3.0)
CLASS_WEIGHT_CAP = 6.0
CHOICE_LOSS = 1.0


def load(folders):
    """All rows of all shards, in the order of their names, and the layout."""
    layout = None
    parts = []
    for folder in folders:
        here = json.loads((Path(folder) / "layout.json").read_text())
        keys = ("featureVersion", "features", "choices", "knots", "rowLength")
        here = {key: here[key] for key in keys}
        if layout is None:
            layout = here
        if here != layout:
            sys.exit(f"{folder}: its layout {here} differs from {layout}; collect it again")
        for shard in sorted(Path(folder).glob("*.f32")):
            parts.append(np.fromfile(shard, dtype="<f4").reshape(-1, layout["rowLength"]))
    if not parts:
        sys.exit(f"no *.f32 shards in {', '.join(map(str, folders))}")
    return np.concatenate(parts), layout


def split_rows(rows, layout):
    f = layout["features"]
    return rows[:, :f], rows[:, f].astype(np.int64), rows[:, f + 1 : f + 1 + layout["knots"]], rows[:, -1]


class Member(torch.nn.Module):
    def __init__(self, inputs, outputs, mean, sd):
        super().__init__()
        self.register_buffer("mean", torch.as_tensor(mean))
        self.register_buffer("sd", torch.as_tensor(sd))
        sizes = [inputs] + [HIDDEN] * LAYERS
        self.hidden = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head = torch.nn.Linear(HIDDEN, outputs)

    def forward(self, x):
        x = torch.clamp((x - self.mean) / self.sd, -5.0, 5.0)
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.head(x)


def losses(heads, choice, knots, layout):
    """Cross entropy of the choice and Laplace negative log likelihood of the labelled choice's accelerations, per row."""
    c, k = len(layout["choices"]), layout["knots"]
    logits = heads[:, :c]
    mean = heads[:, c : c + c * k].reshape(-1, c, k)
    log_scale = heads[:, c + c * k :].reshape(-1, c, k).clamp(*LOG_SCALE_RANGE)
    row = torch.arange(len(choice), device=choice.device)
    error = (knots - mean[row, choice]).abs()
    log_b = log_scale[row, choice]
    nll = (error / log_b.exp() + log_b + np.log(2.0)).mean(dim=1)
    cross = torch.nn.functional.cross_entropy(logits, choice, reduction="none")
    return cross, nll, error, log_b


def train_member(index, train, val, layout, mean, sd, epochs, seed, folder):
    torch.set_num_threads(1)
    torch.manual_seed(seed * 1000 + index)
    generator = np.random.default_rng(seed * 1000 + index)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    x, choice, knots, weight = (torch.as_tensor(part).to(device) for part in train)
    vx, vchoice, vknots, _ = (torch.as_tensor(part).to(device) for part in val)
    # Bootstrap by exponential weights (Bayesian bootstrap): members differ in data as well as in their start.
    weight = weight * torch.as_tensor(generator.exponential(size=len(weight)).astype(np.float32)).to(device)
    count = np.bincount(choice.cpu().numpy(), minlength=len(layout["choices"])).clip(1)
    factor = np.minimum(CLASS_WEIGHT_CAP, np.sqrt(count.max() / count)).astype(np.float32)
    class_weight = torch.as_tensor(factor).to(device)
    outputs = len(layout["choices"]) * (1 + 2 * layout["knots"])
    model = Member(layout["features"], outputs, mean, sd).to(device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * max(1, len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    curve, best, best_state = [], float("inf"), None
    for epoch in range(epochs):
        model.train()
        order = torch.as_tensor(generator.permutation(len(x))).to(device)
        total = 0.0
        for start in range(0, len(x) - BATCH + 1, BATCH) if len(x) >= BATCH else [0]:
            batch = order[start : start + BATCH]
            cross, nll, _, _ = losses(model(x[batch]), choice[batch], knots[batch], layout)
            w = weight[batch] * class_weight[choice[batch]]
            loss = ((CHOICE_LOSS * cross + nll) * w).sum() / w.sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        model.eval()
        with torch.no_grad():
            cross, nll, _, _ = losses(model(vx), vchoice, vknots, layout)
            score = float((CHOICE_LOSS * cross + nll).mean())
        curve.append({"epoch": epoch, "train": round(total / max(1, len(x) // BATCH), 4), "val": round(score, 4)})
        if score < best:
            best = score
            best_state = {key: value.detach().cpu().clone() for key, value in model.state_dict().items()}
    torch.save({"state": best_state, "curve": curve, "best": best}, Path(folder) / f"member{index}.pt")


def export(states, layout, path):
    """One graph for all members: `features` [1, F] to `heads` [members, outputs] by batched MatMul."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    stack = lambda name: np.stack([state[name].numpy() for state in states])
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value.astype(np.float32)), name))
        return name

    constant("mean", states[0]["mean"].numpy()[None, :])
    constant("inverse_sd", 1.0 / states[0]["sd"].numpy()[None, :])
    constant("low", np.array(-5.0))
    constant("high", np.array(5.0))
    nodes.append(helper.make_node("Sub", ["features", "mean"], ["centred"]))
    nodes.append(helper.make_node("Mul", ["centred", "inverse_sd"], ["scaled"]))
    nodes.append(helper.make_node("Clip", ["scaled", "low", "high"], ["x"]))
    x = "x"
    for i in range(LAYERS):
        w = constant(f"w{i}", np.transpose(stack(f"hidden.{i}.weight"), (0, 2, 1)))
        b = constant(f"b{i}", stack(f"hidden.{i}.bias")[:, None, :])
        nodes.append(helper.make_node("MatMul", [x, w], [f"m{i}"]))
        nodes.append(helper.make_node("Add", [f"m{i}", b], [f"a{i}"]))
        nodes.append(helper.make_node("Relu", [f"a{i}"], [f"h{i}"]))
        x = f"h{i}"
    w = constant("w_head", np.transpose(stack("head.weight"), (0, 2, 1)))
    b = constant("b_head", stack("head.bias")[:, None, :])
    nodes.append(helper.make_node("MatMul", [x, w], ["m_head"]))
    nodes.append(helper.make_node("Add", ["m_head", b], ["stacked"]))
    outputs = int(states[0]["head.bias"].shape[0])
    constants.append(numpy_helper.from_array(np.array([len(states), outputs], dtype=np.int64), "shape"))
    nodes.append(helper.make_node("Reshape", ["stacked", "shape"], ["heads"]))
    graph = helper.make_graph(
        nodes,
        "fast-driving",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, layout["features"]])],
        [helper.make_tensor_value_info("heads", TensorProto.FLOAT, [len(states), outputs])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="twotempo")
    model.ir_version = 8
    checker.check_model(model)
    save(model, str(path))


def held_out(states, val, layout, mean, sd):
    """Scores of the ensemble on data that no member was fitted to."""
    x, choice, knots, _ = (torch.as_tensor(part) for part in val)
    outputs = len(layout["choices"]) * (1 + 2 * layout["knots"])
    probability, means, scales, nlls = 0, [], [], []
    c, k = len(layout["choices"]), layout["knots"]
    row = torch.arange(len(choice))
    with torch.no_grad():
        for state in states:
            member = Member(layout["features"], outputs, mean, sd)
            member.load_state_dict(state)
            heads = member(x)
            cross, nll, _, log_b = losses(heads, choice, knots, layout)
            nlls.append(float((CHOICE_LOSS * cross + nll).mean()))
            probability = probability + torch.softmax(heads[:, :c], dim=1) / len(states)
            means.append(heads[:, c : c + c * k].reshape(-1, c, k)[row, choice])
            scales.append(log_b.exp())
    mean_a, scale = torch.stack(means).mean(0), torch.stack(scales).mean(0)
    error = (knots - mean_a).abs()
    predicted = probability.argmax(1)
    recall = {}
    for i, name in enumerate(layout["choices"]):
        mine = choice == i
        recall[name] = {"n": int(mine.sum()), "recall": round(float((predicted[mine] == i).float().mean()), 4) if mine.any() else None}
    return {
        "samples": int(len(choice)),
        "choiceAccuracy": round(float((predicted == choice).float().mean()), 4),
        "choices": recall,
        "accelerationMaeMps2": [round(float(v), 4) for v in error.mean(0)],
        "memberLoss": [round(v, 4) for v in nlls],
        "coverage50": round(float((error < scale * np.log(2.0)).float().mean()), 4),
        "coverage90": round(float((error < scale * np.log(10.0)).float().mean()), 4),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--val", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--name", default="fast-driving")
    parser.add_argument("--members", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    train_rows, layout = load(options.train)
    val_rows, val_layout = load(options.val)
    if val_layout != layout:
        sys.exit("training and validation data have different layouts; collect them again")
    train, val = split_rows(train_rows, layout), split_rows(val_rows, layout)
    mean = train[0].mean(axis=0)
    sd = np.maximum(train[0].std(axis=0), 0.05)
    work = Path(options.out)
    work.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(options.processes, options.members), maxtasksperchild=1) as pool:
        jobs = [(i, train, val, layout, mean, sd, options.epochs, options.seed, str(work)) for i in range(options.members)]
        pool.starmap(train_member, jobs, chunksize=1)
    saved = [torch.load(work / f"member{i}.pt") for i in range(options.members)]
    states = [part["state"] for part in saved]
    network = work / f"{options.name}.onnx"
    export(states, layout, network)
    report = {
        "name": options.name,
        "sha256": hashlib.sha256(network.read_bytes()).hexdigest(),
        "members": options.members,
        "layout": layout,
        "hyperParameters": {
            "hidden": HIDDEN, "layers": LAYERS, "batch": BATCH, "learningRate": LEARNING_RATE,
            "weightDecay": WEIGHT_DECAY, "epochs": options.epochs, "seed": options.seed,
        },
        "trainSamples": int(len(train_rows)),
        "trainChoices": np.bincount(train[1], minlength=len(layout["choices"])).tolist(),
        "curves": [part["curve"] for part in saved],
        "heldOut": held_out(states, val, layout, mean, sd),
    }
    (work / f"{options.name}.training.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report["heldOut"], indent=1))


if __name__ == "__main__":
    main()
