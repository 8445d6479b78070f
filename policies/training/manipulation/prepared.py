"""Samples as the three trainings want them: normalised chunks on the training device."""

from dataclasses import dataclass

import numpy as np
import torch

from fitting import device
from samples import DIMS

LEAST_FEATURE_SD = 0.05
LEAST_ACTION_STD = 0.02
"""A number that hardly ever moves is not blown up to unit variance."""


@dataclass(frozen=True)
class Scales:
    """Means and deviations of the training data, for features and for the numbers of a knot."""

    feature_mean: np.ndarray
    feature_sd: np.ndarray
    action_mean: np.ndarray
    action_std: np.ndarray
    action_low: np.ndarray
    action_high: np.ndarray

    @staticmethod
    def of(samples):
        known = samples.mask.reshape(-1) > 0
        actions = samples.label.reshape(-1, DIMS)[known].astype(np.float64)
        mean, std = actions.mean(0), np.maximum(actions.std(0), LEAST_ACTION_STD)
        feature_sd = np.maximum(samples.features.std(axis=0, dtype=np.float64), LEAST_FEATURE_SD)
        return Scales(
            samples.features.mean(axis=0, dtype=np.float64), feature_sd, mean, std,
            (actions.min(0) - mean) / std, (actions.max(0) - mean) / std,
        )

    def normalise(self, chunks):
        knots = chunks.reshape(len(chunks), -1, DIMS)
        return ((knots - self.action_mean) / self.action_std).reshape(chunks.shape).astype(np.float32)


class Prepared:
    """Tensors of a data set; `place` counts the rows from the episode's start, `left` those to its end."""

    def __init__(self, samples, scales):
        put = lambda values, kind=None: torch.as_tensor(np.ascontiguousarray(values), dtype=kind).to(device())
        self.features = put(samples.features)
        self.label = put(scales.normalise(samples.label))
        self.executed = put(scales.normalise(samples.executed))
        self.mask = put(np.repeat(samples.mask, DIMS, axis=1))
        self.reward = put(samples.reward)
        self.returns = put(samples.returns[:, None])
        self.next = put(np.stack([samples.next8, samples.next16], 1), torch.int64)
        rows = np.arange(len(samples))
        counts = np.array([episode["rows"] for episode in samples.episodes])
        starts = np.cumsum(counts) - counts
        self.place = put(rows - starts[samples.episode], torch.int64)
        self.left = put((starts + counts)[samples.episode] - rows, torch.int64)
        self.count = len(samples)

    def __len__(self):
        return self.count


def slices(rows, size=4096):
    """Rows in pieces that fit in memory."""
    for at in range(0, len(rows), size):
        yield rows[at : at + size]


def masked_mean(error, mask, weight=None):
    """Mean over the numbers that count; `weight` [N, 1] per row."""
    weighted = mask if weight is None else mask * weight
    return (error * weighted).sum() / weighted.sum().clamp(min=1e-9)
