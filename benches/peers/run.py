#!/usr/bin/env python3
"""State transitions in a second: flowc, moto and aws-local-stepfunctions on the same machines.

Beside both, or beside those that are named: `run.py npm` leaves out moto, which takes up to ten
minutes for each machine.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "peers"
TRANSITIONS = {"choice-loop": 20_001, "map": 10_001, "nested-maps": 10_101, "jsonata-loop": 20_001}
SAMPLES = 5
PATIENCE = 600


def expand(value):
    """The input a shorthand stands for."""
    if isinstance(value, dict):
        if set(value) == {"range"}:
            return list(range(value["range"]))
        if set(value) == {"repeat", "value"}:
            return [expand(value["value"]) for _ in range(value["repeat"])]
        return {key: expand(item) for key, item in value.items()}
    return value


def install(peers):
    """Puts the peers below the target directory, once."""
    WORK.mkdir(parents=True, exist_ok=True)
    if "moto" in peers and not (WORK / "venv").exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        pip = [WORK / "venv/bin/pip", "install", "-q", "moto[stepfunctions]==5.2.5", "boto3"]
        subprocess.run(pip, check=True)
    if "npm" in peers and not (WORK / "node_modules").exists():
        npm = ["npm", "install", "--silent", "--no-fund", "aws-local-stepfunctions@3.0.0"]
        subprocess.run(npm, cwd=WORK, check=True)
    (WORK / "peer.mjs").write_text((HERE / "peer.mjs").read_text())


def seconds(command, own_clock):
    """How long a command takes: what it prints, or from outside. Or why it failed."""
    started = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=WORK)
    except subprocess.TimeoutExpired:
        return None, f"took more than {PATIENCE} s"
    elapsed = time.perf_counter() - started
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        return None, lines[-1] if lines else f"exit code {done.returncode}"
    return (elapsed if own_clock else float(done.stdout.strip().splitlines()[-1])), None


def main():
    peers = [peer for peer in ("moto", "npm") if peer in sys.argv[1:] or not sys.argv[1:]]
    install(peers)
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    inputs = json.loads((HERE / "inputs.json").read_text())
    notes = []
    print(f"| {'machine':<14} | {'flowc':>10} | {'moto':>10} | {'npm':>10} | times moto | times npm |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, transitions in TRANSITIONS.items():
        machine = HERE / "machines" / f"{name}.asl.json"
        data = WORK / f"{name}.input.json"
        data.write_text(json.dumps(expand(inputs[name])))
        flowc = [TARGET / "release/flowc", "run", machine, "--input", f"@{data}"]
        flowc += ["--format", "none", "--type", "express"]
        commands = {
            "flowc": (flowc, SAMPLES, True),
            "moto": ([WORK / "venv/bin/python", HERE / "peer.py", machine, data], 1, False),
            "npm": (["node", WORK / "peer.mjs", machine, data], SAMPLES, False),
        }
        rates = dict.fromkeys(commands)
        for peer in ["flowc", *peers]:
            command, samples, own_clock = commands[peer]
            runs = [seconds(command, own_clock) for _ in range(samples)]
            best = min((time for time, _ in runs if time), default=None)
            rates[peer] = transitions / best if best else None
            notes += [f"{peer} on {name}: {why}" for _, why in runs[:1] if why]
        shown = {peer: f"{rate:,.0f}" if rate else "-" for peer, rate in rates.items()}
        times = [
            f"{rates['flowc'] / rates[peer]:,.0f}" if rates[peer] else "-" for peer in ("moto", "npm")
        ]
        print(
            f"| {name:<14} | {shown['flowc']:>10} | {shown['moto']:>10} | {shown['npm']:>10} "
            f"| {times[0]:>10} | {times[1]:>9} |",
            flush=True,
        )
    for note in notes:
        print(f"\n{note}")


if __name__ == "__main__":
    main()
