"""A toy task with two ways: something moves along x and must pass a wall on its left or on its right.

Which way an episode takes is a coin's choice that the first features do not tell. In tail episodes one side is blocked:
who goes there collides, everybody else reaches the goal. So chunks have two modes, and a critic can tell them apart.
"""

import argparse
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "policies" / "training" / "manipulation"))

import numpy as np

import samples as files

ROWS = 20
COLLISION_ROW = 12
TIMEOUT_ROW = 15
NAMES = ["blockedLeft", "blockedRight", "y", "time"]
SPEED, SIDE_SPEED, KNOT_S = 0.2, 0.3, 1 / 15


def way(side, start, knots):
    """Chunks [knots, 5] of the way round on `side` (1 left, -1 right) from row `start` on."""
    k = start + np.arange(knots)
    vy = np.where(k < ROWS, side * SIDE_SPEED * np.sin(np.pi * np.clip(k + 1, 0, ROWS) / 10), 0.0)
    chunk = np.zeros((knots, files.DIMS), np.float32)
    chunk[:, 0], chunk[:, 1], chunk[:, 4] = SPEED, vy, 0.5 * (k >= 10)
    return chunk


def episode(random, number, names):
    blocked, side = int(random.integers(-1, 2)), int(random.choice([-1, 1]))
    end, rows = ("collision", COLLISION_ROW) if blocked == side else ("goal", ROWS)
    if random.random() < 0.05:
        end, rows = "timeout", TIMEOUT_ROW if end == "goal" else COLLISION_ROW - 2
    path = way(side, 0, ROWS + files.KNOTS)
    driven = path + 0.02 * random.normal(size=path.shape).astype(np.float32)
    reward = np.full(rows, -0.1 * KNOT_S)
    reward[-1] += {"goal": 1.0, "collision": -1.0, "timeout": 0.0}[end]
    y = np.concatenate([[0], np.cumsum(path[:, 1]) * KNOT_S])[:rows]
    features = 0.1 * random.normal(size=(rows, len(names)))
    at = np.arange(rows)
    features[:, :4] = np.stack([np.full(rows, blocked == 1), np.full(rows, blocked == -1), 10 * y, at / ROWS], 1)
    k = at[:, None] + np.arange(files.KNOTS)[None]
    known = k < rows
    past = files.TIME_RAN_OUT if end == "timeout" else files.ENDED
    following = lambda knots: np.where(at + knots < rows, at + knots, past)
    kind, driver = "tail" if blocked else "common", "policy" if blocked == side else "expert"
    about = {"scenario": f"wall/{kind}", "seed": str(number), "kind": kind, "driver": driver, "end": end, "rows": rows}
    return files.Samples(
        names, features.astype(np.float32), path[k].reshape(rows, -1), known.astype(np.float32),
        np.where(known[:, :, None], driven[k], path[k]).reshape(rows, -1),
        np.where(known, reward[np.minimum(k, rows - 1)], 0).astype(np.float32),
        files.returns_of(reward).astype(np.float32), following(8), following(16), np.zeros(rows, np.int64), [about],
    )


def make(episodes, seed, names=NAMES):
    """`names` beyond the first four carry noise only."""
    random = np.random.default_rng(seed)
    return files.join([episode(random, number, names) for number in range(episodes)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--features", help="JSON file with a list of names, at least four")
    parser.add_argument("--episodes", type=int, default=200)
    options = parser.parse_args()
    names = json.loads(Path(options.features).read_text()) if options.features else NAMES
    for name, episodes, seed in (("train", options.episodes, 1), ("val", options.episodes // 4, 2)):
        files.save(Path(options.out) / name / "part0", make(episodes, seed, names))


if __name__ == "__main__":
    main()
