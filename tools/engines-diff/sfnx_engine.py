"""The test runner of PyPI sfnx."""

import copy

from sfnx import testing

from runs import Unanswered, plain

START = "2026-01-01T00:00:00.000Z"


def execute(run):
    """How it ends there, and the calls it makes."""
    queues, calls = run.answers(), []

    def task(call):
        key = (call.state, plain(call.arguments))
        calls.append(key)
        if not queues[key]:
            raise Unanswered(f"{call.state} is called with {key[1]}")
        answer = queues[key].popleft()
        if answer.error is not None:
            raise testing.Failure(answer.error, answer.cause or "")
        return copy.deepcopy(answer.result)

    done = testing.run(run.definition, copy.deepcopy(run.input), task, start_time=START)
    if done.error is None:
        return ["output", plain(done.output)], calls
    return ["error", done.error, done.cause or ""], calls
