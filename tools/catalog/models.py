"""What botocore knows of the services, under the names of Step Functions."""

import botocore.loaders
from botocore.model import ServiceModel
from botocore.retries import standard

import naming
import tables

# Statuses and codes that botocore retries.
TRANSIENT_STATUSES = set(standard.TransientRetryableChecker._TRANSIENT_STATUS_CODES)
TRANSIENT_CODES = set(standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES)
THROTTLING_CODES = set(standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES)
# Most services mean a quota by it, which waiting does not raise.
THROTTLING_CODES -= {"LimitExceededException"}
TOO_MANY_REQUESTS = 429


class Service:
    """A service that SDK integrations reach."""

    def __init__(self, raw):
        self.raw = raw
        self.model = ServiceModel(raw)
        self.prefix = naming.error_prefix(str(self.model.service_id))
        self.name = self.prefix.lower()

    def operations(self):
        """Action name -> operation, in the order of the names."""
        names = self.model.operation_names
        actions = {naming.action_name(name): self.model.operation_model(name) for name in names}
        return dict(sorted(actions.items()))

    def signing_name(self):
        metadata = self.model.metadata
        return metadata.get("signingName") or metadata.get("endpointPrefix")

    def error_flags(self, error):
        """The flags in references to the error."""
        transient = tables.ERROR_TRANSIENT if self.is_transient(error) else 0
        return transient | (tables.ERROR_THROTTLING if self.is_throttling(error) else 0)

    def is_transient(self, error):
        """Whether the same call may well succeed a little later."""
        facts = self.raw["shapes"][error.name]
        status = facts.get("error", {}).get("httpStatusCode")
        return (
            error_code(error) in TRANSIENT_CODES
            or status in TRANSIENT_STATUSES
            or "retryable" in facts
            or facts.get("fault") is True
        )

    def is_throttling(self, error):
        """Whether the call came too early after others."""
        facts = self.raw["shapes"][error.name]
        return (
            error_code(error) in THROTTLING_CODES
            or facts.get("error", {}).get("httpStatusCode") == TOO_MANY_REQUESTS
            or facts.get("retryable", {}).get("throttling") is True
        )


def error_code(error):
    return error.metadata.get("error", {}).get("code") or error.name


def has_events(operation):
    """Whether the call goes on as a stream of events, which no state can follow."""
    return operation.has_event_stream_input or operation.has_event_stream_output


def members_of(shape):
    """Whether a structure of an operation says anything."""
    return shape is not None and bool(shape.members)


def services():
    """All of them, in the order of their names."""
    loader = botocore.loaders.Loader()
    found = {}
    for folder in loader.list_available_services("service-2"):
        service = Service(loader.load_service_model(folder, "service-2"))
        # `sms-voice` is `pinpoint-sms-voice` again.
        found.setdefault(service.name, service)
    return dict(sorted(found.items()))
