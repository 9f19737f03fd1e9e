"""Where other engines are known to differ from Step Functions, each with a reason. Any other difference is a
fault of ours, or one to be looked into."""

import json
import re

from runs import QUERY_ERROR, plain

# `$` by itself.
OWN_ITEM = re.compile(r"(?<![\w$])\$(?![\w$])")


def has(machine, test):
    """Whether a state passes the test, however deep."""
    for state in machine["States"].values():
        inner = [*state.get("Branches", []), state.get("ItemProcessor")]
        if test(state) or any(one and has(one, test) for one in inner):
            return True
    return False


def seen(run):
    return [arguments for _, arguments, _ in run.calls]


def takes_remainders(run):
    """Whether it takes remainders: jsonata-python forgets there what is behind the point."""
    return " % " in json.dumps(run.definition)


def assigns_both_ways(state):
    return state["Type"] == "Choice" and "Assign" in state


BOTH = ("sfnx", "moto")
KNOWN = [
    (
        ("moto",),
        "its parser does not know the field or the service",
        lambda run, found: "ASLParserException" in found or "Unknown service" in found,
    ),
    (
        ("moto",),
        "it refuses `$`, which a filter or a step of a path gives an item",
        lambda run, found: bool(OWN_ITEM.search(json.dumps(run.definition))),
    ),
    (
        ("moto",),
        "it fails on errors named `States.` that leave a branch",
        lambda run, found: "Custom Error Names" in found or "States.Runtime" in found,
    ),
    (
        ("moto",),
        "it makes the Choice's assignments of the Default also where a rule matches",
        lambda run, found: has(run.definition, assigns_both_ways),
    ),
    (
        BOTH,
        "jsonata-python takes remainders of whole numbers",
        lambda run, found: takes_remainders(run),
    ),
    (
        BOTH,
        "jsonata-python cuts texts between characters, Step Functions between UTF-16 units",
        lambda run, found: "\ufffd" in plain([run.output, run.cause, seen(run)]),
    ),
    (
        BOTH,
        "`&` of jsonata-python escapes what is not ASCII, and writes numbers as Python does",
        lambda run, found: " & " in json.dumps(run.definition),
    ),
    (
        BOTH,
        "jsonata-python fails where Step Functions divides by zero",
        lambda run, found: "ZeroDivisionError" in found or "division by zero" in found,
    ),
    (
        ("sfnx",),
        "sfnx does not count the bytes of batches",
        lambda run, found: "MaxInputBytesPerBatch" in json.dumps(run.definition),
    ),
    (
        ("moto",),
        "it lets no catcher of a state take what fails in its Output",
        lambda run, found: QUERY_ERROR in found and '"Catch"' in json.dumps(run.definition),
    ),
]


def reason(engine, run, found):
    """Why an engine differs; None where nobody knows."""
    known = (why for whose, why, applies in KNOWN if engine in whose and applies(run, found))
    return next(known, None)
