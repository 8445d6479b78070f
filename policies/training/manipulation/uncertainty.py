"""What System 1's two kinds of doubt look like on held-out common situations, for the calibration of their levels.

As policies/manipulation/system-one.ts computes them: SAMPLES chunks from other noise and without a plan; spread is
their root mean square deviation from their mean (normalised), disagreement the mean distance of the critics' values.
"""

import numpy as np
import torch

from fitting import device
from flow import STAMP
from prepared import slices
from samples import CHUNK, KNOTS, SHORT_CHUNK, SHORT_KNOTS

SAMPLES = 3
QUANTILES = (0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 1)


@torch.no_grad()
def measure(system_one, critics, data, rows, seed):
    """Quantile tables of spread and disagreement over `rows`."""
    torch.manual_seed(seed)
    spreads, disagreements = [], []
    for part in slices(torch.as_tensor(rows, device=device())):
        features = data.features[part]
        level, stamp = torch.zeros(len(part), 1, device=device()), torch.zeros(len(part), STAMP, device=device())
        noise = torch.randn(SAMPLES, len(part), SHORT_CHUNK, device=device())
        chunks = torch.stack([system_one.denoise(features, start, level, stamp) for start in noise])
        spreads.append(chunks.var(0).mean(1).sqrt())
        flat = chunks.reshape(-1, SHORT_CHUNK)
        padded = torch.cat([flat, torch.zeros(len(flat), CHUNK - SHORT_CHUNK, device=device())], 1)
        length = torch.full((len(flat), 1), SHORT_KNOTS / KNOTS, device=device())
        q = critics(features.repeat(SAMPLES, 1), padded, length)
        disagreements.append((q[:, 0] - q[:, 1]).abs().reshape(SAMPLES, -1).mean(0))
    return {"spread": table(torch.cat(spreads)), "disagreement": table(torch.cat(disagreements))}


def table(values):
    return {"quantiles": list(QUANTILES), "values": [float(v) for v in np.quantile(values.cpu().numpy(), QUANTILES)]}
