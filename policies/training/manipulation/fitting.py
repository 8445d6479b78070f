"""The loop that all three networks are trained by: AdamW, cosine schedule, averaged weights, a checkpoint per epoch."""

import copy
import math
import os
import time
import zlib
from dataclasses import dataclass

import numpy as np
import torch

LEARNING_RATE = 1e-3
WEIGHT_DECAY = 1e-4
BATCH = 512
AVERAGE = 0.999
"""Decay per step of the averaged weights, which are what is validated and shipped; less at the start."""
GRADIENT_LIMIT = 1.0


@dataclass(frozen=True)
class Recipe:
    """How much and from which seed; part of every checkpoint, so that another recipe is refused."""

    epochs: int
    batch: int = BATCH
    learning_rate: float = LEARNING_RATE
    seed: int = 1


def device():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def seed_of(*parts):
    """A seed from words and numbers: what an epoch draws depends on it alone, not on where training was broken off."""
    return zlib.crc32("/".join(map(str, parts)).encode())


def fit(model, rows, loss, validate, recipe, checkpoint=None, before_epoch=None, after_step=None):
    """Trains `model` in place and leaves the averaged weights in it.

    rows: indices of training rows; loss(model, batch of indices) -> scalar tensor; validate(model) -> dict of numbers;
    before_epoch(epoch) and after_step(model) may be None. Returns the curve, a dict per epoch.
    """
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=WEIGHT_DECAY)
    batch = min(recipe.batch, len(rows))
    per_epoch = len(rows) // batch
    total = max(1, recipe.epochs * per_epoch)
    cosine = lambda step: 0.5 * (1 + math.cos(math.pi * min(1.0, step / total)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, cosine)
    averaged = copy.deepcopy(model).requires_grad_(False)
    curve, steps, first = [], 0, 0
    if checkpoint is not None and checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device())
        model.load_state_dict(saved["model"])
        averaged.load_state_dict(saved["averaged"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        curve, steps, first = saved["curve"], saved["steps"], saved["epoch"] + 1
    for epoch in range(first, recipe.epochs):
        began = time.perf_counter()
        torch.manual_seed(seed_of(type(model).__name__, recipe.seed, epoch))
        if before_epoch is not None:
            before_epoch(epoch)
        order = np.random.default_rng(seed_of("order", recipe.seed, epoch)).permutation(rows)
        model.train()
        sum_of_losses = 0.0
        for i in range(per_epoch):
            value = loss(model, torch.as_tensor(order[i * batch : (i + 1) * batch], device=device()))
            optimiser.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), GRADIENT_LIMIT)
            optimiser.step()
            schedule.step()
            steps += 1
            follow(averaged, model, min(AVERAGE, (1 + steps) / (10 + steps)))
            if after_step is not None:
                after_step(model)
            sum_of_losses += float(value.detach())
        scores = validate(averaged)
        seconds = time.perf_counter() - began
        curve.append({"epoch": epoch, "train": sum_of_losses / per_epoch, **scores, "seconds": round(seconds, 2)})
        if checkpoint is not None:
            state = {
                "model": model.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict(),
                "schedule": schedule.state_dict(), "curve": curve, "steps": steps, "epoch": epoch,
            }
            partial = checkpoint.with_suffix(".partial")
            torch.save(state, partial)
            os.replace(partial, checkpoint)
    model.load_state_dict(averaged.state_dict())
    model.eval()
    return curve


@torch.no_grad()
def follow(averaged, model, decay):
    """Moves every weight of `averaged` towards `model`."""
    for mine, theirs in zip(averaged.parameters(), model.parameters()):
        mine.lerp_(theirs, 1 - decay)
