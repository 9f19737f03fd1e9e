"""The interpreter of PyPI moto, in process. It ships no engine for expressions: jsonata-python does that,
with Step Functions' functions as sfnx adds them; what fails there gets the error that Step Functions gives it.
Time passes at once, tasks are answered by what ours saw."""

import copy
import json
import logging
import os
import types

os.environ.update(
    AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="us-east-1"
)
from moto.stepfunctions.parser.api import HistoryEventType, StateMachineType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.common.string import string_expression
from moto.stepfunctions.parser.asl.component.state.exec.state_task import (
    state_task_activitiy,
    state_task_lambda,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function import wait_function
from moto.stepfunctions.parser.asl.eval import states, variable_store
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.evaluation_details import AWSExecutionDetails
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventHistoryContext
from moto.stepfunctions.parser.asl.eval.program_state import ProgramEnded, ProgramError
from moto.stepfunctions.parser.asl.jsonata import validations
from moto.stepfunctions.parser.asl.jsonata.jsonata import JSONataException
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from sfnx import testing

from runs import QUERY_ERROR, ROLE, TOKEN, Unanswered, plain

ACCOUNT, REGION = "123456789012", "us-east-1"
logging.disable(logging.CRITICAL)

# The run that goes on: its answers, its calls, and what it called that ours did not.
current = types.SimpleNamespace(queues=None, calls=None, unanswered=None)


def evaluated(expression):
    try:
        return testing.evaluate(expression, {}, {})
    except testing.Failure as failure:
        raise JSONataException("UNKNOWN", failure.cause) from failure


def declarations(bindings):
    """Values as text before an expression. Moto's own does not escape what strings hold."""
    parts = (f"{name}:={json.dumps(value, ensure_ascii=False)};" for name, value in bindings.items())
    return "".join(parts)


def failing(body):
    """Evaluates a string; what fails is an error of the state."""

    def evaluate(self, env):
        try:
            body(self, env)
        except JSONataException as error:
            raise failed(env, QUERY_ERROR, str(error.details)) from error

    return evaluate


def named(error):
    try:
        return StatesErrorName.from_name(error)
    except ValueError:
        return CustomErrorName(error)


def failed(env, error, cause):
    told = TaskFailedEventDetails(error=error, cause=cause)
    return FailureEventException(
        FailureEvent(
            env=env,
            error_name=named(error),
            event_type=HistoryEventType.TaskFailed,
            event_details=EventDetails(taskFailedEventDetails=told),
        )
    )


def answered(task, env):
    """In place of calling a service."""
    parameters = None
    env.states.context_object.context_object_data["Task"] = {"Token": TOKEN}
    if task.parargs is not None:
        task.parargs.eval(env=env)
        parameters = env.stack.pop()
    key = (task.name, plain(parameters))
    current.calls.append(key)
    if not current.queues[key]:
        current.unanswered = f"{task.name} is called with {key[1]}"
        answer = None
    else:
        answer = current.queues[key].popleft()
    if answer is None or answer.error is not None:
        error, cause = (answer.error, answer.cause or "") if answer else ("Unanswered", "")
        raise failed(env, error, cause)
    env.stack.append(copy.deepcopy(answer.result))


def every_kind(task):
    for kind in task.__subclasses__():
        yield kind
        yield from every_kind(kind)


def as_it_failed(from_error):
    """The error of an answer, where moto looks for exceptions of the service."""

    def event(self, env, ex):
        if isinstance(ex, FailureEventException):
            return ex.failure_event
        return from_error(self, env, ex)

    return event


def prepare():
    string_expression.eval_jsonata_expression = evaluated
    validations.eval_jsonata_expression = evaluated
    string_expression.StringJSONata._eval_body = failing(
        string_expression.StringJSONata._eval_body
    )
    states.encode_jsonata_variable_declarations = declarations
    variable_store.encode_jsonata_variable_declarations = declarations
    retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: None)
    wait_function.WaitFunction._wait_interval = lambda self, env, wait_seconds: None
    for task in (
        state_task_service.StateTaskService,
        state_task_lambda.StateTaskLambda,
        state_task_activitiy.StateTaskActivity,
    ):
        task._eval_execution = answered
    for task in (state_task_service.StateTaskService, *every_kind(state_task_service.StateTaskService)):
        if "_from_error" in vars(task):
            task._from_error = as_it_failed(task._from_error)
    service = state_task_service.StateTaskService
    service._validate_service_integration_is_supported = lambda self: None


prepare()


def execute(run):
    """How it ends there, and the calls it makes."""
    current.queues, current.calls, current.unanswered = run.answers(), [], None
    program = AmazonStateLanguageParser.parse(json.dumps(run.definition, ensure_ascii=False))[0]
    env = Environment(
        aws_execution_details=AWSExecutionDetails(ACCOUNT, REGION, ROLE),
        execution_type=StateMachineType.STANDARD,
        context=run.context(),
        event_history_context=EventHistoryContext.of_program_start(),
        cloud_watch_logging_session=None,
        activity_store={},
    )
    program.eval(env)
    if current.unanswered:
        raise Unanswered(current.unanswered)
    ended = env.program_state()
    if isinstance(ended, ProgramEnded):
        return ["output", plain(env.states.get_input())], current.calls
    if isinstance(ended, ProgramError):
        told = ended.error or {}
        return ["error", told.get("error") or "", told.get("cause") or ""], current.calls
    return ["ended", type(ended).__name__, ""], current.calls
