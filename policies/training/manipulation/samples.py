"""Training data of the arm: reads (and, for synthetic tasks, writes) the files that the collector leaves behind.

A data set is a folder of pairs NAME.json (head) and NAME.f32 (raw float32, little-endian). The head names
`schemaVersion`, `rows`, `features` (names), `arrays` (name and width, in the order in which they follow each other in
the raw file, each [rows, width] row-major) and `episodes` (scenario, seed, kind, driver, end, rows), whose rows follow
each other. A row stands for one knot interval (4 control ticks). Arrays, all float32:

    features  what System 1 and System 2 see
    label     chunk to learn: 16 knots x 5 numbers, raw units (m/s, rad/s, grip 0..1)
    mask      16 numbers: 1 for knots before the episode's end
    executed  chunk that was really commanded
    reward    of the 16 knot intervals from the row on, 0 after the end
    return    discounted sum of rewards from the row to the episode's end
    next8     row 8 intervals later; -1: the episode ended in between; -2: its time ran out (neither ended nor known)
    next16    the same for 16 intervals
    episode   index into `episodes`
"""

import json
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

SCHEMA_VERSION = 1
KNOTS, DIMS = 16, 5
CHUNK = KNOTS * DIMS
SHORT_KNOTS = 8
SHORT_CHUNK = SHORT_KNOTS * DIMS
DISCOUNT = 0.98
"""Of rewards, per knot interval."""
ENDED, TIME_RAN_OUT = -1, -2
WIDTHS = {
    "label": CHUNK, "mask": KNOTS, "executed": CHUNK, "reward": KNOTS,
    "return": 1, "next8": 1, "next16": 1, "episode": 1,
}
RETURN_TOLERANCE = 1e-3


@dataclass
class Samples:
    """All rows of some data sets; `next8`, `next16` and `episode` count through all of them."""

    names: list
    features: np.ndarray
    label: np.ndarray
    mask: np.ndarray
    executed: np.ndarray
    reward: np.ndarray
    returns: np.ndarray
    next8: np.ndarray
    next16: np.ndarray
    episode: np.ndarray
    episodes: list

    def __len__(self):
        return len(self.features)

    def rows_where(self, test):
        """Indices of the rows of the episodes for which test(episode) holds."""
        chosen = np.array([bool(test(episode)) for episode in self.episodes])
        return np.flatnonzero(chosen[self.episode])


def load(folders):
    """All data sets in the order of their names; leaves the program with a sentence where one cannot be used."""
    heads = sorted(path for folder in folders for path in Path(folder).glob("*.json"))
    if not heads:
        sys.exit(f"no sample files (NAME.json beside NAME.f32) in {', '.join(map(str, folders))}; collect them first")
    return join([load_part(head) for head in heads])


def load_part(path):
    head = json.loads(path.read_text())
    found = head.get("schemaVersion") if isinstance(head, dict) else None
    if found != SCHEMA_VERSION:
        sys.exit(f"{path}: schemaVersion: expected {SCHEMA_VERSION}, found {found}; collect it again")
    rows, names = head["rows"], head["features"]
    expected = [["features", len(names)], *([name, width] for name, width in WIDTHS.items())]
    if head["arrays"] != expected:
        sys.exit(f"{path}: arrays: expected {expected}, found {head['arrays']}; collect it again")
    file = path.with_suffix(".f32")
    raw = np.fromfile(file, dtype="<f4")
    total = rows * sum(width for _, width in expected)
    if len(raw) != total:
        sys.exit(f"{file}: expected {total} numbers for {rows} rows, found {len(raw)}; collect it again")
    arrays, at = {}, 0
    for name, width in expected:
        arrays[name] = raw[at : at + rows * width].reshape(rows, width)
        at += rows * width
    bad = [name for name in arrays if not np.isfinite(arrays[name]).all()]
    if bad:
        sys.exit(f"{file}: {bad[0]}: expected finite numbers; collect it again")
    whole = {name: arrays[name][:, 0].astype(np.int64) for name in ("next8", "next16", "episode")}
    part = Samples(
        names, arrays["features"], arrays["label"], arrays["mask"], arrays["executed"], arrays["reward"],
        arrays["return"][:, 0], whole["next8"], whole["next16"], whole["episode"], head["episodes"],
    )
    check_returns(path, part)
    return part


def check_returns(path, part):
    """Refuses returns that are not what the rewards add up to: Cal-QL's lower bound stands on them."""
    last = np.append(part.episode[1:] != part.episode[:-1], True)
    following = np.where(last, 0.0, np.append(part.returns[1:], 0.0))
    expected = part.reward[:, 0] + DISCOUNT * following
    error = np.abs(expected - part.returns)
    if error.max() > RETURN_TOLERANCE:
        row = int(error.argmax())
        sys.exit(
            f"{path}: return of row {row}: expected {expected[row]:.4f}, what the rewards to the episode's end add up "
            f"to, found {part.returns[row]:.4f}; collect it again"
        )


def join(parts):
    names = parts[0].names
    row = episode = 0
    for part in parts:
        if part.names != names:
            sys.exit("sample files with different features; collect them again with one version")
        for array in (part.next8, part.next16):
            array[array >= 0] += row
        part.episode += episode
        row += len(part)
        episode += len(part.episodes)
    whole = {field.name: [getattr(part, field.name) for part in parts] for field in fields(Samples)}
    arrays = {name: np.concatenate(values) for name, values in whole.items() if name not in ("names", "episodes")}
    return Samples(names=names, episodes=sum(whole["episodes"], []), **arrays)


def save(base, samples):
    """Writes NAME.f32 and NAME.json as the collector does."""
    arrays = {
        "features": samples.features, "label": samples.label, "mask": samples.mask, "executed": samples.executed,
        "reward": samples.reward, "return": samples.returns, "next8": samples.next8, "next16": samples.next16,
        "episode": samples.episode,
    }
    base = Path(base)
    base.parent.mkdir(parents=True, exist_ok=True)
    with open(base.with_suffix(".f32"), "wb") as file:
        for values in arrays.values():
            file.write(np.ascontiguousarray(values, dtype="<f4").tobytes())
    head = {
        "schemaVersion": SCHEMA_VERSION, "rows": len(samples), "features": samples.names,
        "arrays": [["features", len(samples.names)], *([name, width] for name, width in WIDTHS.items())],
        "episodes": samples.episodes,
    }
    base.with_suffix(".json").write_text(json.dumps(head, indent=1) + "\n")


def returns_of(reward, discount=DISCOUNT):
    """Discounted return from every interval of one episode to its end."""
    returns, following = np.zeros(len(reward)), 0.0
    for i in reversed(range(len(reward))):
        following = reward[i] + discount * following
        returns[i] = following
    return returns
