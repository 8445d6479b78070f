"""Executes the code cells of a notebook in order, as a kernel would, and prints what they drew and found as JSON.

Usage: run-notebook.py NOTEBOOK FOLDER_FOR_PICTURES
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

notebook, pictures = sys.argv[1:]
drawn = []


def keep(*_args, **_kwargs):
    for number in plt.get_fignums():
        figure = plt.figure(number)
        marks = sum(len(axes.lines) + len(axes.collections) for axes in figure.axes)
        figure.savefig(Path(pictures) / f"figure-{len(drawn)}.png")
        drawn.append({"labels": [axes.get_xlabel() for axes in figure.axes], "marks": marks})
        plt.close(figure)


plt.show = keep
names = {}
for cell in json.loads(Path(notebook).read_text())["cells"]:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)

arms = names["arms"].reset_index().to_dict("records")
differences = names["differences"].reset_index(names="arm").to_dict("records")
print(json.dumps({"figures": drawn, "arms": arms, "differences": differences}))
