"""What our simulator did with a definition: its calls with their answers, and how it ended."""

import copy
import json
import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

# Other engines do not simulate time, draw other random numbers and give executions other names.
UNSTEADY = {
    "$now(": "the time",
    "$millis(": "the time",
    "EnteredTime": "the time",
    "$random(": "random numbers",
    "$uuid(": "random identifiers",
    "$states.context.Execution.RoleArn": "the role",
    '"ItemReader"': "files",
    '"ResultWriter"': "files",
}
# Children of distributed Maps have names of their own.
NAMES = ("$states.context.Execution.Id", "$states.context.Execution.Name", "$states.context.StateMachine")
DETAILS = "EventDetails"
BEGUN = {"ParallelStateStarted", "MapStateStarted"}
ENDED = {f"{kind}State{end}" for kind in ("Parallel", "Map") for end in ("Succeeded", "Failed")}
SCHEDULED = {"TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled"}
# What stands for every token of a task.
TOKEN = "token"
TOKENS = re.compile(r"AQCEAAAAKgAAAAM[0-9a-f]{32}")
ROLE = "arn:aws:iam::123456789012:role/none"
QUERY_ERROR = "States.QueryEvaluationError"


class Unanswered(Exception):
    """The other engine calls what ours did not call."""


@dataclass
class Answer:
    """How a call ended: with a result, or with an error and a cause."""

    result: object = None
    error: str | None = None
    cause: str | None = None


@dataclass
class Run:
    """An execution of ours."""

    name: str
    definition: dict
    input: object
    status: str
    output: object
    error: str | None
    cause: str | None
    # Its ARN, and when it began.
    arn: str
    start: str
    calls: list = field(default_factory=list)
    # Why other engines cannot be expected to do the same.
    excuse: str | None = None

    def end(self):
        """How it ended, as it is compared."""
        if self.status == "SUCCEEDED":
            return ["output", plain(self.output)]
        # The cause of a failing expression is worded by each engine.
        cause = None if self.error == QUERY_ERROR else self.cause or ""
        return ["error", self.error or "", cause]

    def context(self):
        """What the Context Object tells of it."""
        *region, _, machine, name = self.arn.split(":")
        return {
            "Execution": {
                "Id": self.arn,
                "Input": copy.deepcopy(self.input),
                "Name": name,
                "RoleArn": ROLE,
                "StartTime": self.start,
            },
            "StateMachine": {"Id": ":".join([*region, "stateMachine", machine]), "Name": machine},
        }

    def answers(self):
        """What answers the calls of another engine."""
        queues = defaultdict(deque)
        for state, arguments, answer in self.calls:
            queues[state, arguments].append(answer)
        return queues


def plain(value):
    """Equal text for equal values: keys in order, whole numbers without a point."""

    def whole(value):
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
            return float(value)
        if isinstance(value, list):
            return [whole(item) for item in value]
        if isinstance(value, dict):
            return {key: whole(item) for key, item in value.items()}
        return value

    return TOKENS.sub(TOKEN, json.dumps(whole(value), sort_keys=True, ensure_ascii=False))


def generated(line):
    """A line of `prove --export`."""
    it = json.loads(line)
    return run(f"program {it['seed']}", it, it["input"], it["events"])


def of_example(name, text):
    """A file of `flowc test --histories`."""
    it = json.loads(text)
    events = [["", event] for event in it["history"]]
    for execution, children in it["children"].items():
        # What workflows do that this one starts is theirs.
        if "/" not in execution.split(":")[6]:
            continue
        events += [[execution, event] for event in children]
    started = it["history"][0]["executionStartedEventDetails"]
    return run(name, it, json.loads(started["input"]), events)


def run(name, it, given, events):
    told = ("status", "output", "error", "cause", "executionArn", "startDate")
    ended = [it.get(key) for key in told]
    made = Run(name, it["definition"], given, *ended)
    text = json.dumps(made.definition, ensure_ascii=False)
    made.excuse = next((f"depends on {why}" for key, why in UNSTEADY.items() if key in text), None)
    if '"DISTRIBUTED"' in text and any(name in text for name in NAMES):
        made.excuse = made.excuse or "depends on the names of executions"
    executions = defaultdict(list)
    for execution, event in events:
        executions[execution].append(event)
    for chain in executions.values():
        calls(made, chain)
    if any(it.error in ("States.Timeout", "States.HeartbeatTimeout") for *_, it in made.calls if it):
        if '"HeartbeatSeconds"' in text:
            made.excuse = made.excuse or "depends on the time"
    seen = defaultdict(list)
    for state, arguments, answer in made.calls:
        seen[state, arguments].append(answer)
    # A call of each iteration that was repeated: whose turn it is depends on the time.
    if not made.excuse and "MapStateStarted" in {it["type"] for _, it in events}:
        if any(one != several[0] for several in seen.values() for one in several):
            made.excuse = "equal calls at different times are answered differently"
    if not made.excuse and made.status not in ("SUCCEEDED", "FAILED"):
        made.excuse = "depends on the time"
    return made


def details(event):
    return next((value for key, value in event.items() if key.endswith(DETAILS)), {})


def calls(made, events):
    """Adds the calls of one execution."""
    by_id = {event["id"]: event for event in events}
    behind = defaultdict(list)
    for event in events:
        behind[event["previousEventId"]].append(event)
    kinds = Counter(event["type"] for event in events)
    if any(kinds[f"{it}StateStarted"] > kinds[f"{it}StateEntered"] for it in ("Parallel", "Map")):
        made.excuse = made.excuse or "what runs at once is cut off"
    for event in events:
        if event["type"] in SCHEDULED:
            state = state_of(event, by_id)
            told = details(event)
            arguments = json.loads(told.get("parameters") or told.get("input") or "null")
            made.calls.append((state, plain(arguments), answer(event, behind)))
            if made.calls[-1][2] is None:
                made.excuse = made.excuse or "what runs at once is cut off"
        elif event["type"] in ("ParallelStateFailed", "MapStateFailed", "MapRunFailed"):
            if runs_several(event, by_id, made.definition):
                made.excuse = made.excuse or "what runs at once is cut off"


def state_of(event, by_id):
    while "stateEnteredEventDetails" not in event:
        event = by_id[event["previousEventId"]]
    return event["stateEnteredEventDetails"]["name"]


def runs_several(event, by_id, definition):
    """Whether the state that failed had several branches or items."""
    depth = 1
    while depth:
        event = by_id.get(event["previousEventId"])
        if event is None:
            return False
        if event["type"] in BEGUN:
            depth -= 1
        elif event["type"] in ENDED:
            depth += 1
    if event["type"] == "MapStateStarted":
        return details(event).get("length", 2) > 1
    return len(find(definition, state_of(event, by_id)).get("Branches", [1, 2])) > 1


def find(machine, name):
    """A state, however deep."""
    for key, state in machine["States"].items():
        if key == name:
            return state
        for inner in [*state.get("Branches", []), state.get("ItemProcessor")]:
            found = inner and find(inner, name)
            if found:
                return found
    return None


def answer(event, behind):
    """How a call ended; None: it was cut off."""
    while behind[event["id"]]:
        event = behind[event["id"]][0]
        kind, told = event["type"], details(event)
        if kind.endswith("Succeeded"):
            return Answer(json.loads(told.get("output", "null")))
        if kind.endswith(("Failed", "TimedOut")):
            return Answer(None, told.get("error", ""), told.get("cause"))
        if kind.endswith("StateExited"):
            return None
    return None
