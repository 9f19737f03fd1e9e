#!/usr/bin/env python3
"""Holds our simulator against engines of others, on generated programs and on the tests of the examples.

    tools/engines-diff/compare.py [--programs N] [--seed N] [--engine NAME] [--shown N]

Each definition runs in the test runner of PyPI sfnx and in the interpreter of PyPI moto, with the input and
the answers that it had in ours. They agree if they make the same calls and end alike. Differences whose reason
is known are counted apart (see differences.py); it ends with 1 if there are others. The packages are installed
by name into .tools/ on the first run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import traceback
import venv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / ".tools" / "engines"
PYTHON = TOOLS / ("Scripts" if os.name == "nt" else "bin") / "python"
# How much of a difference is shown.
WIDTH = 400
PACKAGES = ["moto[stepfunctions]==5.2.5", "sfnx==3.1.0", "jsonata-python==0.7.1"]


def main():
    if Path(sys.prefix) != TOOLS:
        install()
        os.execv(PYTHON, [PYTHON, __file__, *sys.argv[1:]])
    options = argparse.ArgumentParser()
    options.add_argument("--programs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--engine", choices=["sfnx", "moto"])
    options.add_argument("--shown", type=int, default=10)
    options = options.parse_args()
    kinds = {"examples": of_examples(), "programs": generated(options.programs, options.seed)}
    unexplained = 0
    for engine in [options.engine] if options.engine else ["sfnx", "moto"]:
        for kind, runs in kinds.items():
            unexplained += compared(engine, kind, runs, options.shown)
    sys.exit(1 if unexplained else 0)


def install():
    if not PYTHON.exists():
        venv.create(TOOLS, with_pip=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", *PACKAGES], check=True)


def generated(programs, seed):
    from runs import generated

    command = ["cargo", "run", "--quiet", "--example", "prove", "--", "--export"]
    command += ["--programs", str(programs), "--seed", str(seed)]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [generated(line) for line in lines.splitlines()]


def of_examples():
    from runs import of_example

    with tempfile.TemporaryDirectory() as folder:
        command = ["cargo", "run", "--quiet", "--", "test", "examples", "--format", "json"]
        command += ["--histories", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        files = sorted(Path(folder).iterdir())
        return [of_example(file.stem, file.read_text()) for file in files]


def compared(engine, kind, runs, shown):
    """Prints what came of it; the number of differences without a known reason."""
    from differences import reason

    counts = Counter()
    for run in runs:
        if run.excuse:
            counts[f"not compared: {run.excuse}"] += 1
            continue
        found = difference(engine, run)
        if found is None:
            counts["agree"] += 1
            continue
        why = reason(engine, run, found)
        counts[f"differ: {why}" if why else "differ without a known reason"] += 1
        if not why and counts["differ without a known reason"] <= shown:
            print(f"{engine}: {run.name}: {found[:WIDTH]}", flush=True)
    print(f"{engine}, {kind}: {len(runs)} runs")
    for what, count in sorted(counts.items()):
        print(f"  {count:>5} {what}", flush=True)
    return counts["differ without a known reason"]


def difference(engine, run):
    """In what the engine differs; None where it agrees."""
    from runs import QUERY_ERROR, Unanswered

    execute = __import__(f"{engine}_engine").execute
    try:
        end, calls = execute(run)
    except Unanswered as unanswered:
        return f"calls: {unanswered}"
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"refused: {type(error).__name__}: {error} ({Path(place.filename).name})"
    ours = sorted((state, arguments) for state, arguments, _ in run.calls)
    if sorted(calls) != ours:
        missing = [call for call in ours if call not in calls][:3]
        return f"calls: it makes {len(calls)} of {len(ours)} and ends with {end}, not {missing}"
    if end[:2] == ["error", QUERY_ERROR]:
        end[2] = None
    if end != run.end():
        return f"end: {run.end()} | {end}"
    return None


if __name__ == "__main__":
    main()
