"""System 1: refines a slice of System 2's partly noisy chunk, or noise where there is no plan, from fresh features.

What it starts from must be tied to what it shall reach: a chunk that System 2 samples on its own says nothing about
which of two ways the label took, and from such pairs System 1 would learn to leave the plan's way as often as not. So
System 2 starts from the plan row's label, noised to an early flow time at which its way can still be told, and denoises
that by its own field and noise forcing: its own errors, the label's way.
"""

import torch

from fitting import device, fit, seed_of
from flow import MOST_FORCING, STEPS_TWO, SystemOne, draw_forcing
from prepared import masked_mean, slices
from samples import DIMS, KNOTS, SHORT_CHUNK, SHORT_KNOTS

PLAN_DROPOUT = 0.4
LEVELS = (0.6, 1.0)
MOST_STALENESS = 10
"""In knots; 40 control ticks."""
KNOT_S, KNOT_TICKS = 1 / 15, 4
EARLY = 0.5
"""Share of System 2's steps that are taken from the label instead."""
REFRESH = 4
"""Epochs between two banks of partly denoised chunks."""
EVEN = 0.2
"""Rows count by 1 / (1 - level + EVEN): the little left at a high level matters as much as the way from noise."""


class Bank:
    """A partly denoised chunk of System 2 for every row: the label's part in it and all the rest."""

    def __init__(self, data, system_two):
        self.data, self.system_two = data, system_two
        self.clean, self.rest = torch.empty_like(data.label), torch.empty_like(data.label)
        self.level = torch.empty(len(data), 1, device=device())

    @torch.no_grad()
    def refresh(self):
        first = int(EARLY * STEPS_TWO)
        for rows in slices(torch.arange(len(self.data), device=device())):
            clean = self.data.label[rows]
            level = LEVELS[0] + (LEVELS[1] - LEVELS[0]) * torch.rand(len(rows), 1, device=device())
            t = level * first / STEPS_TWO
            start = (1 - t) * torch.randn_like(clean) + t * clean
            forcing = draw_forcing(level, MOST_FORCING)
            found = self.system_two.denoise(self.data.features[rows], start, level, forcing, first)
            self.clean[rows] = level * clean
            self.rest[rows] = found - level * clean
            self.level[rows] = level


def slice_from(chunks, first):
    """SHORT_KNOTS knots from knot `first` [N] on; after the last knot a slice stays at the last, as in `actionAt`."""
    knots = (first[:, None] + torch.arange(SHORT_KNOTS, device=chunks.device)).clamp(max=KNOTS - 1)
    whole = chunks.reshape(-1, KNOTS, DIMS)
    return whole.gather(1, knots[:, :, None].expand(-1, -1, DIMS)).reshape(-1, SHORT_CHUNK)


def draw(data, bank, rows, dropout=PLAN_DROPOUT):
    """Starts, levels, stamps and times u for rows: a plan of up to MOST_STALENESS knots ago, or none.

    Rows lie a whole number of knots after each other, a plan's age does not: a slice is read between knots then, which
    averages the noise of two. So does this, but for the label's part, which is where it belongs as it stands.
    """
    stale = (torch.rand(len(rows), device=rows.device) * (MOST_STALENESS + 1)).long()
    stale = torch.minimum(stale, data.place[rows])
    between = torch.floor(KNOT_TICKS * torch.rand(len(rows), 1, device=rows.device)) / KNOT_TICKS
    planned = (torch.rand(len(rows), 1, device=rows.device) >= dropout).float()
    clean, rest = bank.clean[rows - stale], bank.rest[rows - stale]
    noise = (1 - between) * slice_from(rest, stale) + between * slice_from(rest, stale + 1)
    sliced = slice_from(clean, stale) + noise
    start = planned * sliced + (1 - planned) * torch.randn_like(sliced)
    level = planned * bank.level[rows - stale]
    first = stale[:, None] + between
    stamp = planned * torch.cat([torch.ones_like(first), first / KNOTS, first * KNOT_S], 1)
    return start, level, stamp, torch.rand(len(rows), 1, device=rows.device)


def displacement_loss(model, data, rows, start, level, stamp, u):
    way = data.label[rows, :SHORT_CHUNK] - start
    found = model(data.features[rows], start + u * way, u, level, stamp)
    return masked_mean((found - way) ** 2, data.mask[rows, :SHORT_CHUNK], 1 / (1 - level + EVEN))


def train(data, val, inputs, sizes, scales, system_two, recipe, checkpoint=None):
    """The model, its curve and its scores on held-out data."""
    torch.manual_seed(recipe.seed)
    model = SystemOne(inputs, sizes, scales).to(device())
    bank, held = Bank(data, system_two), Held(val, system_two, recipe.seed)
    due = True

    def before_epoch(epoch):
        nonlocal due
        if due or epoch % REFRESH == 0:
            # What a bank holds follows from its epoch, also where training goes on in the middle.
            with torch.random.fork_rng():
                torch.manual_seed(seed_of("bank", recipe.seed, epoch // REFRESH))
                bank.refresh()
            due = False

    curve = fit(
        model, range(len(data)),
        loss=lambda model, rows: displacement_loss(model, data, rows, *draw(data, bank, rows)),
        validate=held.losses, recipe=recipe, checkpoint=checkpoint, before_epoch=before_epoch,
    )
    return model, curve, {"samples": len(val), **held.losses(model), **held.errors(model)}


class Held:
    """The same starts for every model."""

    def __init__(self, data, system_two, seed):
        torch.manual_seed(seed + 2)
        self.data, self.bank = data, Bank(data, system_two)
        self.bank.refresh()
        self.rows = torch.arange(len(data), device=device())
        self.draws = {
            "planned": draw(data, self.bank, self.rows, dropout=0.0),
            "unplanned": draw(data, self.bank, self.rows, dropout=1.0),
        }

    @torch.no_grad()
    def losses(self, model):
        kinds = {}
        for kind, drawn in self.draws.items():
            total = 0.0
            for part in slices(self.rows):
                mean = displacement_loss(model, self.data, part, *(values[part] for values in drawn))
                total += len(part) * float(mean)
            kinds[kind] = total / len(self.rows)
        return {"loss": PLAN_DROPOUT * kinds["unplanned"] + (1 - PLAN_DROPOUT) * kinds["planned"], **kinds}

    @torch.no_grad()
    def errors(self, model):
        """Root mean square error of what is acted on, against the label, and of the plan's slice as it was."""
        label, mask = self.data.label[:, :SHORT_CHUNK], self.data.mask[:, :SHORT_CHUNK]
        rmse = lambda chunk: float(masked_mean((chunk - label) ** 2, mask).sqrt())
        scores = {}
        for kind, (start, level, stamp, _) in self.draws.items():
            found = [model.denoise(self.data.features[p], start[p], level[p], stamp[p]) for p in slices(self.rows)]
            scores[f"{kind}Rmse"] = rmse(torch.cat(found))
        return {**scores, "sliceRmse": rmse(self.draws["planned"][0])}
