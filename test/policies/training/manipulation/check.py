"""Trains on the toy task of synthetic.py and tells, as JSON, what came of it; train-hume.test.ts judges that.

    python3 check.py DIR
"""

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import synthetic

import numpy as np
import torch

import export
import fitting
import samples as files
import train
import train_system_one
from flow import SIZES, SystemTwo
from prepared import Prepared, Scales
from train_critics import auroc, calibration, td_target


def refusal(action):
    """What the program said when it left."""
    try:
        action()
    except SystemExit as refused:
        return str(refused.code)
    return None


def returns():
    """The released code's first defect: each return was only its own reward."""
    return files.returns_of([0, 0, 0, 1.0]).tolist()


def refused_returns(folder):
    data = synthetic.make(3, 5)
    data.returns = data.reward[:, 0].copy()
    files.save(folder / "defect" / "part0", data)
    return refusal(lambda: files.load([folder / "defect"]))


def targets():
    """The released code's second defect: rewards served as masks, so that the end did not end anything."""
    reward = torch.zeros(4, 16)
    reward[:, 0], reward[:, 9] = 0.25, 1.0
    length, following = torch.tensor([8, 16, 16, 8]), torch.tensor([5, 5, files.ENDED, files.ENDED])
    at = lambda value: td_target(reward, length, following, torch.full((4, 1), value))[:, 0].tolist()
    return {"zero": at(0.0), "two": at(2.0)}


def sides(chunks):
    """Mean lateral velocity of the first 8 knots over what a way round has: near 1 left, near -1 right."""
    vy = chunks.reshape(len(chunks), -1, files.DIMS)[:, :8, 1].mean(1)
    return vy / synthetic.way(1, 0, 8)[:, 1].mean()


def raw(scales, chunks):
    knots = chunks.reshape(len(chunks), -1, files.DIMS).numpy()
    return (knots * scales.action_std + scales.action_mean).reshape(chunks.shape)


def start_features(blocked, count):
    return torch.tensor([[float(blocked == 1), float(blocked == -1), 0.0, 0.0]]).repeat(count, 1)


@torch.no_grad()
def two_modes(model, scales):
    torch.manual_seed(1)
    found = sides(raw(scales, model.denoise(start_features(0, 400), torch.randn(400, 80), torch.ones(400, 1))))
    return {"left": float((np.abs(found - 1) < 0.35).mean()), "right": float((np.abs(found + 1) < 0.35).mean())}


@torch.no_grad()
def same_mode(one, two, scales):
    """System 1 from slices of plans that System 2 left noisy: does it keep their way, and is it cleaner than they?"""
    torch.manual_seed(2)
    features, ones = start_features(0, 400), torch.ones(400, 1)
    noise = torch.randn(400, 80)
    plan, clean = two.denoise(features, noise, 0.8 * ones), two.denoise(features, noise, ones)
    start = train_system_one.slice_from(plan, torch.zeros(400, dtype=torch.long))
    found = raw(scales, one.denoise(features, start, 0.8 * ones, torch.tensor([[1.0, 0, 0]]).repeat(400, 1)))
    side = np.sign(sides(raw(scales, clean)))
    truth = np.stack([synthetic.way(s, 0, 8).reshape(-1) for s in side])
    rmse = lambda chunk: float(np.sqrt(((chunk - truth) ** 2).mean()))
    alone = one.denoise(features, torch.randn(400, 40), 0 * ones, torch.zeros(400, 3))
    return {
        "kept": float((np.sign(sides(found)) == side).mean()), "rmse": rmse(found),
        "sliceRmse": rmse(raw(scales, start)), "aloneLeft": float((sides(raw(scales, alone)) > 0).mean()),
    }


def tied(two, task):
    """Share of the first rows, which leave the way open, whose noisy plan takes the way that their label takes."""
    bank = train_system_one.Bank(task.data, two)
    torch.manual_seed(3)
    bank.refresh()
    first = (task.data.place == 0).nonzero()[:, 0]
    side = lambda chunks: np.sign(sides(raw(task.scales, chunks[first])))
    return float((side(bank.clean + bank.rest) == side(task.data.label)).mean())


@torch.no_grad()
def safe_first(critics, scales):
    chunk = lambda side: torch.as_tensor(scales.normalise(synthetic.way(side, 0, 16).reshape(1, -1)))
    share = torch.ones(1, 1)
    value = lambda blocked, side: float(critics(start_features(blocked, 1), chunk(side), share).mean())
    return {"blockedLeft": [value(1, 1), value(1, -1)], "blockedRight": [value(-1, 1), value(-1, -1)]}


def resumed():
    """Largest difference between weights of a training in one go and of one that was broken off after an epoch."""
    data = synthetic.make(20, 3)
    scales = Scales.of(data)
    prepared = Prepared(data, scales)
    loss = lambda model, rows: train.train_system_two.flow_loss(
        model, prepared, rows, *train.train_system_two.draw(prepared.label[rows]))

    def run(checkpoint, stop_at):
        torch.manual_seed(4)
        model = SystemTwo(4, SIZES["tiny"], scales)

        def before_epoch(epoch):
            if epoch == stop_at:
                raise InterruptedError

        fitting.fit(model, range(len(data)), loss, lambda _: {}, fitting.Recipe(3, 64), checkpoint, before_epoch)
        return torch.cat([p.flatten() for p in model.parameters()])

    checkpoint = Path(sys.argv[1]) / "broken-off.pt"
    try:
        run(checkpoint, 1)
    except InterruptedError:
        pass
    assert checkpoint.exists()
    return float((run(checkpoint, None) - run(None, None)).abs().max())


def main():
    folder = Path(sys.argv[1])
    torch.set_num_threads(1)
    for name, episodes, seed in (("train", 300, 1), ("val", 40, 2)):
        files.save(folder / name / "part0", synthetic.make(episodes, seed))
    options = SimpleNamespace(
        train=[folder / "train"], val=[folder / "val"], out=folder / "out", work=folder / "work", name="toy",
        size="small", epochs={"systemTwo": 16, "systemOne": 6, "critics": 2}, batch=128, learning_rate=5e-3,
        alphas=(1.0,), seed=1, processes=1, probes=0,
    )
    train.run_all(options)
    weights = [(options.out / name).read_bytes() for name in export.FILES.values()]
    train.run_all(options)
    options.seed = 2
    refused_plan = refusal(lambda: train.run_all(options))
    options.seed = 1
    task = train.Task(options)
    models = {stage: task.load(stage)["model"].cpu().eval() for stage in train.STAGES}
    report = {
        "returns": returns(), "refusedReturns": refused_returns(folder), "targets": targets(), "resumed": resumed(),
        "auroc": [auroc(np.array([2.0, 3]), np.array([1.0, 2])), auroc(np.array([1.0]), np.array([]))],
        "calibration": calibration(np.array([0.0, 1, 2, 3]), np.array([0.0, 1, 4, 5]), 2),
        "refusedPlan": refused_plan,
        "sameBytes": weights == [(options.out / name).read_bytes() for name in export.FILES.values()],
        "modes": two_modes(models["systemTwo"], task.scales),
        "refined": same_mode(models["systemOne"], models["systemTwo"], task.scales),
        "tied": tied(models["systemTwo"], task),
        "values": safe_first(models["critics"], task.scales),
        "probes": export.with_outputs(models, export.probes(task.samples.features, 4, 9)),
    }
    (folder / "check.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
