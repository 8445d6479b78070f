"""Trains Hume's System 2, System 1 and value-query head and exports them as three ONNX graphs with their facts.

Run with Debian's Python (packages python3-torch python3-onnx libopenblas0-pthread), or any Python that has torch, numpy
and onnx. One thread per process; System 1 and the critics are trained side by side. A GPU is used when there is one.

    python3 policies/training/manipulation/train.py --train DIR... --val DIR... --out DIR [--work DIR] [--seed 1]

DIR of data: see samples.py. OUT gets system-one.onnx, system-two.onnx, critics.onnx, hume.json (facts) and
hume.training.json (curves and held-out scores). WORK keeps a file per stage and a checkpoint per epoch: what was broken
off goes on when it is started again with the same data and recipe; work of another plan is refused.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.dont_write_bytecode = True

import torch
import torch.multiprocessing as multiprocessing

import train_critics
import train_system_one
import train_system_two
from export import export, probes, with_outputs
from fitting import BATCH, LEARNING_RATE, Recipe, device
from flow import SIZES
from prepared import Prepared, Scales
from samples import load
from uncertainty import measure

SCHEMA_VERSION = 1
STAGES = ("systemTwo", "systemOne", "critics")
EPOCHS = {"systemTwo": 100, "systemOne": 100, "critics": 30}
"""200,000 rows in 50 minutes on two cores: an epoch takes 15, 6.4 and 24 s, sampling for the last two 7 and 2 min."""


class Task:
    """Data, recipe and folder of one training; every process makes its own from the same options."""

    def __init__(self, options):
        self.options = options
        self.samples, self.val_samples = load(options.train), load(options.val)
        if self.val_samples.names != self.samples.names:
            sys.exit("training and validation data have different features; collect them again")
        self.scales = Scales.of(self.samples)
        self.data, self.val = Prepared(self.samples, self.scales), Prepared(self.val_samples, self.scales)
        self.inputs, self.sizes = len(self.samples.names), SIZES[options.size]
        self.work = Path(options.work or options.out)
        self.work.mkdir(parents=True, exist_ok=True)

    def recipe(self, stage):
        return Recipe(self.options.epochs[stage], self.options.batch, self.options.learning_rate, self.options.seed)

    def plan(self):
        """What the outputs of a stage depend on."""
        data = hashlib.sha256()
        for samples in (self.samples, self.val_samples):
            for array in (samples.features, samples.label, samples.executed, samples.reward, samples.returns):
                data.update(array.tobytes())
        options = self.options
        return {"data": data.hexdigest(), "size": options.size, "epochs": options.epochs, "batch": options.batch,
                "learningRate": options.learning_rate, "seed": options.seed, "alphas": list(options.alphas)}

    def done(self, stage):
        return self.work / f"{stage}.pt"

    def load(self, stage):
        return torch.load(self.done(stage), map_location=device())


def run_stage(options, stage):
    """Trains one network, unless that was done, and leaves it in the work folder."""
    torch.set_num_threads(1)
    task = Task(options)
    if task.done(stage).exists():
        print(f"{stage}: done before", flush=True)
        return
    began = time.perf_counter()
    checkpoint = task.work / f"{stage}.checkpoint.pt"
    common = (task.inputs, task.sizes, task.scales)
    recipe = task.recipe(stage)
    system_two = None if stage == "systemTwo" else task.load("systemTwo")["model"]
    if stage == "systemTwo":
        trained = train_system_two.train(task.data, task.val, *common, recipe, checkpoint)
    elif stage == "systemOne":
        trained = train_system_one.train(task.data, task.val, *common, system_two, recipe, checkpoint)
    else:
        trained = train_critics.train(
            task.samples, task.data, task.val_samples, task.val, *common, system_two, recipe, checkpoint,
            options.alphas,
        )
    model, curve, scores = trained
    partial = task.done(stage).with_suffix(".partial")
    torch.save({"model": model, "curve": curve, "scores": scores}, partial)
    os.replace(partial, task.done(stage))
    checkpoint.unlink(missing_ok=True)
    print(f"{stage}: {json.dumps(scores)} in {time.perf_counter() - began:.0f} s", flush=True)


def check_plan(task):
    """Refuses a work folder that was begun with other data or another recipe."""
    file, plan = task.work / "plan.json", task.plan()
    if not file.exists():
        file.write_text(json.dumps(plan, indent=1) + "\n")
    found = json.loads(file.read_text())
    for key, value in plan.items():
        if found.get(key) != value:
            found_value = found.get(key)
            sys.exit(f"{file}: {key}: expected {value}, found {found_value}; choose another --work, or remove this one")


def finish(task):
    """Exports what the stages left and writes facts and report."""
    options, out = task.options, Path(task.options.out)
    out.mkdir(parents=True, exist_ok=True)
    parts = {stage: task.load(stage) for stage in STAGES}
    models = {stage: part["model"] for stage, part in parts.items()}
    common = task.val_samples.rows_where(lambda episode: episode["kind"] == "common")
    if len(common) == 0:
        sys.exit("--val: no row of a common scenario; the levels of uncertainty are calibrated on those")
    uncertainty = measure(models["systemOne"], models["critics"], task.val, common, options.seed)
    files, differences = export(models, task.samples.features, out)
    training = {
        "rows": {"train": len(task.samples), "validation": len(task.val_samples)},
        "episodes": {"train": tally(task.samples), "validation": tally(task.val_samples)},
        "recipe": {"size": options.size, "epochs": options.epochs, "batch": options.batch,
                   "learningRate": options.learning_rate, "seed": options.seed},
        "heldOut": {stage: part["scores"] for stage, part in parts.items()},
        "exportDifference": differences,
    }
    facts = {
        "schemaVersion": SCHEMA_VERSION, "name": options.name, "files": files, "features": task.samples.names,
        "action": {"mean": task.scales.action_mean.tolist(), "std": task.scales.action_std.tolist()},
        "uncertainty": uncertainty, "training": training,
    }
    report = {"name": options.name, "files": files, **training, "curves": {stage: part["curve"] for stage, part in parts.items()}}
    (out / "hume.json").write_text(json.dumps(facts, indent=1) + "\n")
    (out / "hume.training.json").write_text(json.dumps(report, indent=1) + "\n")
    if options.probes > 0:
        inputs = probes(task.samples.features, options.probes)
        (out / "probes.json").write_text(json.dumps(with_outputs(models, inputs)) + "\n")


def tally(samples):
    """Episodes by kind, driver and how they ended."""
    counts = {}
    for episode in samples.episodes:
        key = f"{episode['kind']}, {episode['driver']}, {episode['end']}"
        counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items()))


def run_all(options):
    task = Task(options)
    check_plan(task)
    run_stage(options, "systemTwo")
    later = [stage for stage in STAGES[1:] if not task.done(stage).exists()]
    if options.processes > 1 and len(later) > 1:
        with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=1) as pool:
            pool.starmap(run_stage, [(options, stage) for stage in later], chunksize=1)
    else:
        for stage in later:
            run_stage(options, stage)
    finish(task)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--val", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--work", help="folder of everything in between (default: OUT)")
    parser.add_argument("--name", default="hume")
    parser.add_argument("--size", choices=SIZES, default="full")
    for stage in STAGES:
        parser.add_argument(f"--epochs-{stage}", type=int, default=EPOCHS[stage], dest=f"epochs_{stage}")
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--alphas", type=float, nargs="+", default=train_critics.ALPHAS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--probes", type=int, default=0, help="rows of inputs and outputs to write to OUT/probes.json")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.epochs = {stage: getattr(options, f"epochs_{stage}") for stage in STAGES}
    torch.set_num_threads(1)
    run_all(options)


if __name__ == "__main__":
    main()
