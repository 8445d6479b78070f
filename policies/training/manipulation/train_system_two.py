"""System 2: a flow-matching policy of chunks, fitted to the expert's."""

import torch

from fitting import device, fit
from flow import SystemTwo
from prepared import masked_mean, slices


def train(data, val, inputs, sizes, scales, recipe, checkpoint=None):
    """The model, its curve and its scores on held-out data."""
    torch.manual_seed(recipe.seed)
    model = SystemTwo(inputs, sizes, scales).to(device())
    held = Draws(val, recipe.seed)
    curve = fit(
        model, range(len(data)),
        loss=lambda model, rows: flow_loss(model, data, rows, *draw(data.label[rows])),
        validate=lambda model: {"loss": held.flow_loss(model)},
        recipe=recipe, checkpoint=checkpoint,
    )
    return model, curve, {"samples": len(val), "flowLoss": held.flow_loss(model), **held.chunk_errors(model, scales)}


def draw(chunks):
    """Noise and a flow time for every chunk."""
    return torch.randn_like(chunks), torch.rand(len(chunks), 1, device=chunks.device)


def flow_loss(model, data, rows, noise, t):
    clean = data.label[rows]
    found = model(data.features[rows], (1 - t) * noise + t * clean, t)
    return masked_mean((found - (clean - noise)) ** 2, data.mask[rows])


class Draws:
    """Noise and times for held-out rows, the same every time, so that scores of two models differ by the models."""

    def __init__(self, data, seed):
        torch.manual_seed(seed + 1)
        self.data = data
        self.noise, self.t = draw(data.label)

    @torch.no_grad()
    def flow_loss(self, model):
        rows = torch.arange(len(self.data), device=device())
        total = 0.0
        for part in slices(rows):
            mean = flow_loss(model, self.data, part, self.noise[part], self.t[part])
            total += float(mean * self.data.mask[part].sum())
        return total / float(self.data.mask.sum())

    @torch.no_grad()
    def chunk_errors(self, model, scales):
        """Of one sample per row against the label: a distribution is not one label, so read it beside its spread."""
        rows = torch.arange(len(self.data), device=device())
        one = torch.ones(len(rows), 1, device=device())
        sampled = torch.cat([model.denoise(self.data.features[p], self.noise[p], one[p]) for p in slices(rows)])
        other = torch.cat([model.denoise(self.data.features[p], -self.noise[p], one[p]) for p in slices(rows)])
        per_number = [
            float(masked_mean((sampled - self.data.label)[:, d::5].abs(), self.data.mask[:, d::5]) * std)
            for d, std in enumerate(scales.action_std)
        ]
        return {
            "oneShotRmse": float(masked_mean((sampled - self.data.label) ** 2, self.data.mask).sqrt()),
            "oneShotSpread": float(masked_mean((sampled - other) ** 2, self.data.mask).sqrt()),
            "oneShotMae": dict(zip(("vx", "vy", "vz", "yawRate", "grip"), per_number)),
        }
