"""The test runner of PyPI sfnx."""

import copy

from sfnx import testing

from runs import Unanswered, plain


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

    context = run.context()
    context["Execution"]["RedriveCount"] = 0
    testing.execution_context = lambda *_: context
    done = testing.run(run.definition, copy.deepcopy(run.input), task)
    if done.error is None:
        return ["output", plain(done.output)], calls
    return ["error", done.error, done.cause or ""], calls
