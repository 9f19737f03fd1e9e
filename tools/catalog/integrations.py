"""Optimized integrations, from data/optimized/, with the types of the APIs they call."""

import naming
import tables
from shapes import ShapeWriter
from written_types import TypeWriter

PATTERNS = {"sync": 1, "sync2": 2, "waitForTaskToken": 4}
REQUIRED, DOCUMENTED = 1, 2
RESULTS = ("plain", "sync", "sync2")


class Models:
    """The shapes of the APIs in the spelling of optimized integrations."""

    def __init__(self, catalog, services, sdk_writers, timestamps):
        self.catalog = catalog
        self.services = services
        self.sdk_writers = sdk_writers
        self.timestamps = timestamps
        self.writers = {}

    def writer(self, service):
        if service not in self.writers:
            spelling, sdk = naming.OptimizedSpelling(self.timestamps), self.sdk_writers[service]
            self.writers[service] = ShapeWriter(self.catalog, spelling, sdk.unions, otherwise=sdk)
        return self.writers[service]

    def shape(self, service, name):
        return self.writer(service).write(self.services[service].model.shape_for(name))

    def members(self, service, shape):
        """Name -> reference of each member of a structure."""
        if shape is None:
            return {}
        writer = self.writer(service)
        named = ((writer.spelling.member(shape.name, name), of) for name, of in shape.members.items())
        return {name: writer.write(of) for name, of in named}


class IntegrationWriter:
    """Writes the records of integrations and their parameters."""

    def __init__(self, catalog, services, sdk_writers, metadata):
        self.catalog = catalog
        self.services = services
        self.arguments = Models(catalog, services, sdk_writers, timestamps=True)
        self.answers = Models(catalog, services, sdk_writers, timestamps=False)
        self.metadata = metadata
        self.records = bytearray()
        self.parameters = bytearray()
        self.count = 0

    def write(self, service, name, facts, defaults):
        """`facts`: the table of the action; `defaults`: those of its service."""
        text, lists = self.catalog.strings.add, self.catalog.lists
        prefix = facts.get("error_prefix", defaults.get("error_prefix", ""))
        first, count = self.write_parameters(facts)
        record = tables.u24(text(service)) + tables.u24(text(name))
        record += bytes([sum(PATTERNS[pattern] for pattern in facts.get("patterns", []))])
        record += tables.u24(text(prefix))
        record += tables.u24(lists.add(self.errors(facts, prefix)))
        record += tables.u24(lists.add([text(each) for each in facts.get("error_patterns", [])]))
        record += self.api_reference(facts)
        record += tables.u24(first) + tables.u16(count)
        record += b"".join(tables.u24(self.result(facts, pattern)) for pattern in RESULTS)
        self.records += record
        self.count += 1

    def api(self, facts):
        """Service name and operation that an integration calls, if it is one call of an API."""
        if "api" not in facts:
            return None, None
        service, action = facts["api"].split(".")
        return service, self.services[service].operations()[action]

    def api_reference(self, facts):
        """Index of service and action, each 1 more than it is, or 0."""
        if "api" not in facts:
            return tables.u16(0) + tables.u24(0)
        service, action = self.catalog.actions_at[facts["api"]]
        return tables.u16(service + 1) + tables.u24(action + 1)

    def write_parameters(self, facts):
        service, operation = self.api(facts)
        known = self.arguments.members(service, operation.input_shape) if operation else {}
        own = TypeWriter(self.catalog, self.arguments)
        known.update({name: own.write(of) for name, of in facts.get("types", {}).items()})
        documented = list(known) if facts["parameters"] == "all" else facts["parameters"]
        required = facts.get("required", [])
        unknown = [name for name in [*documented, *required] if name not in known]
        if unknown:
            raise ValueError(f"parameters without a type: {unknown}")
        first = len(self.parameters) // 7
        names = [*documented, *(name for name in known if name not in documented)]
        for name in names:
            flags = REQUIRED * (name in required) | DOCUMENTED * (name in documented)
            self.parameters += tables.u24(self.catalog.strings.add(name)) + bytes([flags])
            self.parameters += tables.u24(known[name])
        return first, len(names)

    def errors(self, facts, prefix):
        """References of the full names, those of the data file first, with the flags of the API's errors."""
        service, operation = self.api(facts)
        found = {name: 0 for name in facts.get("errors", [])}
        for error in operation.error_shapes if operation else []:
            name = f"{prefix}.{api_error_name(error.name)}"
            found[name] = found.get(name, 0) | self.services[service].error_flags(error)
        return [self.catalog.strings.add(name) | flags for name, flags in found.items()]

    def result(self, facts, pattern):
        """The shape of the result, or nothing where it is not known."""
        service, operation = self.api(facts)
        described = facts.get("results", {}).get(pattern)
        if described is None and (pattern != "plain" or operation is None):
            return tables.NOTHING
        described = described or {}
        own = TypeWriter(self.catalog, self.answers)
        members = {}
        if "of" in described:
            of, shape = described["of"].split(".")
            members = self.answers.members(of, self.services[of].model.shape_for(shape))
        elif "members" not in described:
            members = self.answers.members(service, operation.output_shape)
        members.update({name: own.write(of) for name, of in described.get("members", {}).items()})
        if described.get("sdk_metadata", pattern == "plain"):
            members.update({name: own.write(of) for name, of in self.metadata.items()})
        return own.structure(list(members.items()))


def api_error_name(shape):
    """Optimized integrations use the class names of the AWS SDK for Java v1."""
    name = naming.capitalised(shape.removesuffix("Fault"))
    return name if name.endswith("Exception") else name + "Exception"
