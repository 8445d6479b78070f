"""Networks of Hume's two systems and of its value-query head.

Chunks are normalised, (a - mean) / std per number of a knot, and flat, knot after knot. Flow time 0 is Gaussian noise,
1 a clean chunk; on the straight path x_t = (1 - t) noise + t x the velocity is x - noise (rectified flow: Lipman et
al., Flow Matching for Generative Modeling, 2023; Liu et al., Flow Straight and Fast, 2023).
"""

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.functional import silu

from samples import CHUNK, KNOTS, SHORT_CHUNK, SHORT_KNOTS

STEPS_TWO = 10
"""Euler steps of System 2, from noise to the wanted flow time."""
STEPS_ONE = 4
"""Euler steps of System 1, from the start's flow time to 1."""
MOST_FORCING = 0.2
"""Noise forcing that System 1 and the critics are made ready for, as a share of the noise that is left."""
STAMP = 3
FEATURE_LIMIT = 5.0
NOISE_LIMIT = 4.0
FREQUENCIES = 8


@dataclass(frozen=True)
class Sizes:
    context_hidden: int
    context: int
    two_width: int
    two_blocks: int
    one_width: int
    one_blocks: int
    critic: int


SIZES = {
    "full": Sizes(256, 128, 288, 3, 160, 2, 192),
    "small": Sizes(64, 32, 96, 2, 64, 2, 64),
    "tiny": Sizes(8, 8, 16, 1, 12, 1, 8),
}
"""full is what ships; small learns toy tasks in seconds; tiny is for files in tests."""


class Normaliser(nn.Module):
    """Features in standard deviations, held to a few of them: what is out of range must not blow up the rest."""

    def __init__(self, mean, sd):
        super().__init__()
        self.register_buffer("mean", torch.as_tensor(mean, dtype=torch.float32))
        self.register_buffer("inverse_sd", 1.0 / torch.as_tensor(sd, dtype=torch.float32))

    def forward(self, features):
        return torch.clamp((features - self.mean) * self.inverse_sd, -FEATURE_LIMIT, FEATURE_LIMIT)


class Context(nn.Module):
    """What a chunk is made for: features and, for System 1, where its start comes from."""

    def __init__(self, inputs, extra, sizes, scales):
        super().__init__()
        self.normalise = Normaliser(scales.feature_mean, scales.feature_sd)
        self.first = nn.Linear(inputs + extra, sizes.context_hidden)
        self.second = nn.Linear(sizes.context_hidden, sizes.context)

    def forward(self, features, *extra):
        x = torch.cat([self.normalise(features), *extra], 1) if extra else self.normalise(features)
        return silu(self.second(silu(self.first(x))))


def time_features(t):
    """[N, 1] in [0, 1] to [N, 1 + 2 * FREQUENCIES]: half waves up to FREQUENCIES."""
    angles = t * torch.arange(1, FREQUENCIES + 1, dtype=torch.float32, device=t.device) * math.pi
    return torch.cat([t, torch.sin(angles), torch.cos(angles)], 1)


class Span(nn.Module):
    """Holds a chunk within what noise and the training's actions span: out of its data a field leads anywhere."""

    def __init__(self, low, high, knots):
        super().__init__()
        bound = lambda values: torch.as_tensor(values, dtype=torch.float32).repeat(knots)
        self.register_buffer("low", bound(low).clamp(max=-NOISE_LIMIT))
        self.register_buffer("high", bound(high).clamp(min=NOISE_LIMIT))

    def forward(self, x):
        return torch.minimum(torch.maximum(x, self.low), self.high)


class Velocity(nn.Module):
    """Residual MLP over the chunk. The context scales and shifts blocks (FiLM, Perez et al. 2018), time shifts them."""

    def __init__(self, chunk, context, width, blocks):
        super().__init__()
        self.width = width
        self.enter = nn.Linear(chunk, width)
        self.film = nn.Linear(context, 2 * width * blocks)
        self.time = nn.Linear(1 + 2 * FREQUENCIES, width * blocks)
        self.down = nn.ModuleList(nn.Linear(width, width) for _ in range(blocks))
        self.up = nn.ModuleList(nn.Linear(width, width) for _ in range(blocks))
        self.leave = nn.Linear(width, chunk)
        for last in (*self.up, self.leave):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)

    def films(self, context):
        """Scales and shifts; the same for all steps of a sample, hence computed once."""
        return self.film(context)

    def forward(self, x, t, films):
        h = self.enter(x)
        shifts = self.time(time_features(t))
        for i, (down, up) in enumerate(zip(self.down, self.up)):
            at = 2 * i * self.width
            scale, shift = films[:, at : at + self.width], films[:, at + self.width : at + 2 * self.width]
            u = down(silu(h)) * (1 + scale) + shift + shifts[:, i * self.width : (i + 1) * self.width]
            h = h + up(silu(u))
        return self.leave(silu(h))


class SystemTwo(nn.Module):
    """Flow-matching policy of whole chunks."""

    def __init__(self, inputs, sizes, scales):
        super().__init__()
        self.context = Context(inputs, 0, sizes, scales)
        self.span = Span(scales.action_low, scales.action_high, KNOTS)
        self.velocity = Velocity(CHUNK, sizes.context, sizes.two_width, sizes.two_blocks)

    def forward(self, features, x, t):
        """Velocity at x [N, 80], t [N, 1]."""
        return self.velocity(x, t, self.velocity.films(self.context(features)))

    def denoise(self, features, start, until, forcing=None, first=0):
        """From `start` at flow time until * first / 10 to `until` [N, 1] by Euler steps of until / 10.

        `forcing` [N, 800] is added after each step, already scaled (Hume's noise forcing).
        """
        films = self.velocity.films(self.context(features))
        x, step = start, until / STEPS_TWO
        for i in range(first, STEPS_TWO):
            x = self.span(x + step * self.velocity(x, step * i, films))
            if forcing is not None:
                x = x + forcing[:, i * CHUNK : (i + 1) * CHUNK]
        return x


def draw_forcing(until, most):
    """Noise forcing [N, 800] as the planner adds it: a share of the noise that is left, drawn per row up to `most`."""
    rows, device = len(until), until.device
    left = 1 - until * torch.arange(1, STEPS_TWO + 1, device=device) / STEPS_TWO
    scale = most * torch.rand(rows, 1, device=device) * left
    return (scale[:, :, None] * torch.randn(rows, STEPS_TWO, CHUNK, device=device)).reshape(rows, -1)


class SystemOne(nn.Module):
    """Lite-Flow denoiser: from a start, noise or a slice of a plan, to a short chunk.

    It moves along its own time u from 0 (the start) to 1 (the clean chunk); flow time is level + u (1 - level). Its
    field is the displacement per u: the velocity per flow time would grow without bound as the level nears 1.
    """

    def __init__(self, inputs, sizes, scales):
        super().__init__()
        self.context = Context(inputs, STAMP + 1, sizes, scales)
        self.span = Span(scales.action_low, scales.action_high, SHORT_KNOTS)
        self.velocity = Velocity(SHORT_CHUNK, sizes.context, sizes.one_width, sizes.one_blocks)

    def forward(self, features, x, u, level, stamp):
        return self.velocity(x, u, self.velocity.films(self.context(features, level, stamp)))

    def denoise(self, features, start, level, stamp):
        films = self.velocity.films(self.context(features, level, stamp))
        x = start
        for i in range(STEPS_ONE):
            u = torch.full((1, 1), i / STEPS_ONE, device=x.device)
            x = self.span(x + self.velocity(x, u, films) / STEPS_ONE)
        return x


class Critic(nn.Module):
    """Value of a chunk of `length` knots (share of 16) from the features on."""

    def __init__(self, inputs, sizes, scales):
        super().__init__()
        size = sizes.critic
        self.normalise = Normaliser(scales.feature_mean, scales.feature_sd)
        self.seen = nn.Linear(inputs, size)
        self.context = nn.Linear(size, size)
        self.chunk = nn.Linear(CHUNK + 1, size, bias=False)
        self.joint = nn.Linear(size, size)
        self.value = nn.Linear(size, 1)

    def encode(self, features):
        return self.context(silu(self.seen(self.normalise(features))))

    def score(self, encoded, chunk, length):
        h = silu(encoded + self.chunk(torch.cat([chunk, length], 1)))
        return self.value(silu(self.joint(h)))

    def forward(self, features, chunk, length):
        return self.score(self.encode(features), chunk, length)


class Critics(nn.Module):
    """Twins: their mean ranks, the smaller bootstraps, their disagreement tells what is unfamiliar."""

    def __init__(self, inputs, sizes, scales):
        super().__init__()
        self.twins = nn.ModuleList(Critic(inputs, sizes, scales) for _ in range(2))

    def encode(self, features):
        return [twin.encode(features) for twin in self.twins]

    def score(self, encoded, chunk, length):
        return torch.cat([twin.score(e, chunk, length) for twin, e in zip(self.twins, encoded)], 1)

    def forward(self, features, chunk, length):
        return self.score(self.encode(features), chunk, length)
