"""Prints, as JSON, what the training reads from a folder of sample files.

    python3 read-samples.py DIR
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "policies" / "training" / "manipulation"))

import samples as files

found = files.load([sys.argv[1]])
arrays = ("features", "label", "mask", "executed", "reward", "next8", "next16", "episode")
print(json.dumps({
    **{name: getattr(found, name).ravel().tolist() for name in arrays},
    "return": found.returns.tolist(),
    "ends": [episode["end"] for episode in found.episodes],
    "tail": found.rows_where(lambda episode: episode["kind"] == "tail").tolist(),
}))
