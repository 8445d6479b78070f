"""Value-query head: twin critics by calibrated conservative Q-learning (Cal-QL, Nakamoto et al. 2023, arXiv
2303.05479).

Value of a chunk of L knots: its rewards and, unless the episode ended in it, what may be had from there. The
conservative term lowers the values of chunks that nobody drove, but not below the return that really came of the row.
"""

import copy
from dataclasses import replace

import numpy as np
import torch

from fitting import device, fit, follow
from flow import MOST_FORCING, Critics, draw_forcing
from prepared import slices
from samples import CHUNK, DIMS, DISCOUNT, ENDED, KNOTS, SHORT_KNOTS, TIME_RAN_OUT

LENGTHS = (SHORT_KNOTS, KNOTS)
ALPHAS = (5.0, 1.0, 0.2)
"""Weights of the conservative term that are tried; the one that ranks held-out chunks best is kept."""
TRIAL_SHARE = 0.15
"""Share of the epochs that a trial gets."""
TEMPERATURE = 0.1
"""Of the conservative term's soft maximum: returns are of size 1, and at temperature 1 it would not tell them apart."""
TARGET_RATE = 5e-3
ACTIONS = 4
"""Of each kind in the conservative term: uniform, System 2's here, System 2's at the next row."""
LEVELS = (0.7, 1.0)
"""System 2's candidates are judged before they are clean; half of the driven chunks are noised to the same levels."""
NEAR_END = 2 * KNOTS
"""Ranking is scored on rows that are at most so many intervals from how the episode ended."""


def td_target(reward, length, following, next_value, discount=DISCOUNT):
    """Target [N, 1] of a chunk's value.

    reward [N, 16] of the knot intervals, length [N] knots that count, following [N] the row after them (ENDED where the
    episode ended within: nothing follows, whatever next_value says), next_value [N, 1].
    """
    steps = torch.arange(KNOTS, device=reward.device)
    weight = (steps[None, :] < length[:, None]).float() * discount ** steps.float()
    goes_on = (following != ENDED).float()[:, None]
    return (reward * weight).sum(1, keepdim=True) + goes_on * (discount ** length.float())[:, None] * next_value


def shorten(chunks, length):
    """Zeros in the knots beyond `length`; chunks [..., 80], length [N]."""
    knot = torch.arange(CHUNK, device=chunks.device) // DIMS
    keep = (knot[None, :] < length[:, None]).float()
    return chunks * (keep if chunks.dim() == 2 else keep[:, None, :])


def noised(chunks, level):
    return (1 - level) * torch.randn_like(chunks) + level * chunks


def levels(*shape):
    return LEVELS[0] + (LEVELS[1] - LEVELS[0]) * torch.rand(*shape, device=device())


class Proposals:
    """ACTIONS candidates of System 2 for every row, in half precision: they are many."""

    @torch.no_grad()
    def __init__(self, data, system_two):
        self.chunk = torch.empty(len(data), ACTIONS, CHUNK, dtype=torch.float16, device=device())
        for rows in slices(torch.arange(len(data), device=device())):
            features = data.features[rows].repeat_interleave(ACTIONS, 0)
            start = torch.randn(len(features), CHUNK, device=device())
            until = levels(len(features), 1)
            found = system_two.denoise(features, start, until, draw_forcing(until, MOST_FORCING))
            self.chunk[rows] = found.reshape(-1, ACTIONS, CHUNK).half()

    def of(self, rows):
        return self.chunk[rows].float()


class Learner(torch.nn.Module):
    """Critics and the slowly following copy that they bootstrap from."""

    def __init__(self, critics):
        super().__init__()
        self.online = critics
        self.target = copy.deepcopy(critics).requires_grad_(False)

    def follow(self):
        follow(self.target, self.online, 1 - TARGET_RATE)


class CalQl:
    """The loss of a batch."""

    def __init__(self, data, proposals, scales, alpha):
        self.data, self.proposals, self.alpha = data, proposals, alpha
        bounds = (scales.action_low, scales.action_high)
        self.low, self.high = (torch.as_tensor(np.tile(b, KNOTS), dtype=torch.float32, device=device()) for b in bounds)

    def parts(self, learner, rows):
        """Temporal-difference error and conservative term, without its weight."""
        data, model = self.data, learner.online
        short = torch.rand(len(rows), device=rows.device) < 0.5
        length = torch.where(short, LENGTHS[0], LENGTHS[1])
        following = torch.where(short, data.next[rows, 0], data.next[rows, 1])
        share = (length.float() / KNOTS)[:, None]
        level = torch.where(torch.rand(len(rows), 1, device=rows.device) < 0.5, levels(len(rows), 1), 1.0)
        driven = shorten(noised(data.executed[rows], level), length)
        encoded = model.encode(data.features[rows])
        q = model.score(encoded, driven, share)
        after = torch.where(following >= 0, following, rows)
        target = td_target(data.reward[rows], length, following, self.next_value(learner.target, after, length, share))
        known = (following != TIME_RAN_OUT).float()[:, None]
        td = ((q - target) ** 2 * known).sum() / (2 * known.sum()).clamp(min=1)
        return td, self.conservative(model, encoded, q, rows, after, length, share)

    @torch.no_grad()
    def next_value(self, target, after, length, share):
        """The best of what was driven and two of System 2's candidates, each by the more doubtful critic."""
        encoded = target.encode(self.data.features[after])
        tried = torch.cat([self.data.executed[after][:, None], self.proposals.of(after)[:, :2]], 1)
        return scores(target, encoded, tried, length, share).min(2).values.max(1, keepdim=True).values

    def conservative(self, model, encoded, q, rows, after, length, share):
        uniform = self.low + (self.high - self.low) * torch.rand(len(rows), ACTIONS, CHUNK, device=rows.device)
        policy = torch.cat([self.proposals.of(rows), self.proposals.of(after)], 1)
        bounded = torch.maximum(scores(model, encoded, policy, length, share), self.data.returns[rows][:, None])
        # The driven chunk is one of them: the push on its value ends where it stands out.
        tried = torch.cat([scores(model, encoded, uniform, length, share), bounded, q[:, None]], 1)
        return (TEMPERATURE * torch.logsumexp(tried / TEMPERATURE, 1) - q).mean()

    def loss(self, learner, rows):
        td, conservative = self.parts(learner, rows)
        return td + self.alpha * conservative


def scores(model, encoded, chunks, length, share):
    """Both critics' values [N, K, 2] of K chunks [N, K, 80] a row."""
    count = chunks.shape[1]
    spread = [e.repeat_interleave(count, 0) for e in encoded]
    flat = shorten(chunks, length).reshape(-1, CHUNK)
    return model.score(spread, flat, share.repeat_interleave(count, 0)).reshape(-1, count, 2)


def auroc(positive, negative):
    """Probability that a positive scores above a negative (ties half); None where one kind is missing."""
    if len(positive) == 0 or len(negative) == 0:
        return None
    order = np.sort(negative)
    below, upto = np.searchsorted(order, positive, "left"), np.searchsorted(order, positive, "right")
    return float((below + upto).mean() / 2 / len(negative))


class Held:
    """Scores on held-out rows: does it rank what ended well above what did not, and are values returns?"""

    def __init__(self, samples, data, proposals, scales, seed):
        self.data, self.seed = data, seed
        self.cal_ql = CalQl(data, proposals, scales, 0.0)
        ends = np.array([episode["end"] for episode in samples.episodes])[samples.episode]
        near = data.left.cpu().numpy() <= NEAR_END
        self.good, self.bad = near & (ends == "goal"), near & np.isin(ends, ["collision", "lost"])
        self.known = ends != "timeout"
        self.rows = torch.arange(len(data), device=device())

    @torch.no_grad()
    def values(self, model, chunks, knots):
        length = torch.full((len(self.rows),), knots, device=device())
        share = (length.float() / KNOTS)[:, None]
        parts = [model(self.data.features[p], shorten(chunks[p], length[p]), share[p]) for p in slices(self.rows)]
        return torch.cat(parts).mean(1).cpu().numpy()

    @torch.no_grad()
    def losses(self, learner):
        with torch.random.fork_rng():
            torch.manual_seed(self.seed)
            parts = [(*self.cal_ql.parts(learner, rows), len(rows)) for rows in slices(self.rows)]
        td, conservative = (float(sum(part[i] * part[2] for part in parts) / len(self.rows)) for i in (0, 1))
        whole = self.values(learner.online, self.data.executed, KNOTS)
        return {"loss": td, "conservative": conservative, "ranking": auroc(whole[self.good], whole[self.bad])}

    def scores(self, model):
        whole, short = (self.values(model, self.data.executed, knots) for knots in (KNOTS, SHORT_KNOTS))
        torch.manual_seed(self.seed)
        shuffled = self.data.executed[torch.randperm(len(self.rows))]
        returns = self.data.returns[:, 0].cpu().numpy()
        return {
            "samples": len(self.rows),
            "ranking": auroc(whole[self.good], whole[self.bad]),
            "rankingShort": auroc(short[self.good], short[self.bad]),
            "rankedRows": {"success": int(self.good.sum()), "failure": int(self.bad.sum())},
            "drivenAboveShuffled": float((whole > self.values(model, shuffled, KNOTS)).mean()),
            "calibration": calibration(whole[self.known], returns[self.known]),
        }


def calibration(values, returns, bins=10):
    """Mean value and mean return in equally filled bins of the values, and the mean distance between them."""
    if len(values) == 0:
        return {"bins": [], "error": None}
    parts = [part for part in np.array_split(np.argsort(values, kind="stable"), bins) if len(part) > 0]
    means = lambda part: {"value": float(values[part].mean()), "return": float(returns[part].mean()), "rows": len(part)}
    table = [means(part) for part in parts]
    error = sum(abs(row["value"] - row["return"]) * row["rows"] for row in table) / len(values)
    return {"bins": table, "error": float(error)}


def train(samples, data, val_samples, val, inputs, sizes, scales, system_two, recipe, checkpoint=None, alphas=ALPHAS):
    """The model, its curve, its scores on held-out data and the weight of the conservative term that was chosen."""
    torch.manual_seed(recipe.seed + 3)
    proposals = Proposals(data, system_two)
    held = Held(val_samples, val, Proposals(val, system_two), scales, recipe.seed)

    def run(alpha, part, file):
        torch.manual_seed(recipe.seed)
        learner = Learner(Critics(inputs, sizes, scales)).to(device())
        loss = CalQl(data, proposals, scales, alpha).loss
        curve = fit(learner, range(len(data)), loss=loss, validate=held.losses, recipe=part, checkpoint=file,
                    after_step=Learner.follow)
        return learner.online, curve

    chosen, trials = choose_alpha(alphas, recipe, lambda alpha, part: run(alpha, part, None)[1][-1])
    model, curve = run(chosen, recipe, checkpoint)
    return model, curve, {**held.scores(model), "alpha": chosen, "alphaTrials": trials}


def choose_alpha(alphas, recipe, trial):
    """The best ranking to a hundredth and, among equals, the least loss; one alpha needs no trial."""
    if len(alphas) == 1:
        return alphas[0], []
    part = replace(recipe, epochs=max(1, round(TRIAL_SHARE * recipe.epochs)))
    trials = []
    for alpha in alphas:
        last = trial(alpha, part)
        trials.append({"alpha": alpha, "ranking": last["ranking"], "loss": last["loss"]})
    best = max(trials, key=lambda t: (round(t["ranking"] or 0.0, 2), -t["loss"]))
    return best["alpha"], trials
