"""Writes the service catalog: see README.md.

    python3 tools/catalog/generate.py            writes src/services/catalog/catalog.bin
    python3 tools/catalog/generate.py --check    says whether that file is what would be written
"""

import argparse
import sys
import tomllib
from pathlib import Path

import botocore

import models
import naming
import tables
from integrations import IntegrationWriter
from shapes import ShapeWriter

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
CATALOG = HERE.parent.parent / "src" / "services" / "catalog" / "catalog.bin"

MAGIC = b"FLOWCAT1"
LISTED, SINCE_2026, UNLISTED, REMOVED = range(4)
AVAILABLE, UNSUPPORTED, EVENT_STREAM = range(3)
DEPRECATED = 4


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    wants_check = arguments.parse_args().check
    content, report = generate()
    print(report)
    if not wants_check:
        CATALOG.write_bytes(content)
    elif not CATALOG.exists() or CATALOG.read_bytes() != content:
        sys.exit(f"{CATALOG.name} is not what the generator writes: run tools/catalog/generate")


def generate():
    """The bytes of the catalog and a line on what is in them."""
    catalog = Catalog()
    services = models.services()
    check_names(services)
    writers = {name: catalog.add_service(service) for name, service in services.items()}
    integrations = IntegrationWriter(catalog, services, writers, read("sdk_metadata"))
    for facts in sorted(read_folder("optimized"), key=lambda facts: facts["service"]):
        for action, of_action in facts["actions"].items():
            integrations.write(facts["service"], action, of_action, facts)
    content = catalog.content(integrations)
    report = (
        f"botocore {botocore.__version__}: {len(services)} services, {catalog.actions} actions, "
        f"{integrations.count} optimized integrations, {len(content)} bytes"
    )
    return content, report


class Catalog:
    """The tables, and the records of services and actions."""

    def __init__(self):
        self.strings, self.lists, self.shapes = tables.Strings(), tables.Lists(), tables.Shapes()
        self.names, self.support, self.unsupported = read("names"), read("support"), read("unsupported")
        self.service_records, self.action_records = bytearray(), bytearray()
        self.services, self.actions = 0, 0
        # `sqs.sendMessage` -> indices of service and action.
        self.actions_at = {}

    def add_service(self, service):
        """Writes all of it; gives the writer of its shapes."""
        unions = self.names["unions"].get(service.name, [])
        writer = ShapeWriter(self, naming.SdkSpelling(service.name, self.names), unions)
        first, errors = self.actions, {}
        for name, operation in service.operations().items():
            self.add_action(service, name, operation, writer, errors)
        status, date = self.status(service.name)
        iam = self.support["iam_prefix"].get(service.name, service.signing_name())
        record = b"".join(
            tables.u24(self.strings.add(text)) for text in (service.name, service.prefix, iam, date)
        )
        record += bytes([status]) + tables.u24(self.lists.add(list(errors.values())))
        record += tables.u24(first) + tables.u16(self.actions - first)
        self.service_records += record
        self.services += 1
        return writer

    def add_action(self, service, name, operation, writer, service_errors):
        inputs, outputs = operation.input_shape, operation.output_shape
        errors = self.errors(service, operation)
        for error, reference in errors.items():
            service_errors[error] = service_errors.get(error, 0) | reference
        record = tables.u24(self.strings.add(name)) + bytes([self.flags(service, operation)])
        record += tables.u24(writer.write_whole(inputs) if models.members_of(inputs) else tables.NOTHING)
        record += tables.u24(writer.write_whole(outputs) if models.members_of(outputs) else tables.NOTHING)
        record += tables.u24(self.lists.add(list(errors.values())))
        self.action_records += record
        self.actions_at[f"{service.name}.{name}"] = (self.services, self.actions)
        self.actions += 1

    def errors(self, service, operation):
        """Name -> reference with flags."""
        found = {}
        for error in operation.error_shapes:
            name = naming.error_name(error.name)
            reference = self.strings.add(name) | service.error_flags(error)
            found[name] = found.get(name, 0) | reference
        return found

    def flags(self, service, operation):
        availability = AVAILABLE
        if operation.name in self.unsupported.get(service.name, []):
            availability = UNSUPPORTED
        elif models.has_events(operation):
            availability = EVENT_STREAM
        return availability | (DEPRECATED if operation.deprecated else 0)

    def status(self, name):
        """Support and, where there is one, its date."""
        removed = self.support["removed"].get(name)
        if removed:
            return REMOVED, removed
        if name in self.support["unlisted"]:
            return UNLISTED, ""
        return (SINCE_2026 if name in self.support["since_2026"] else LISTED), ""

    def content(self, integrations):
        text = self.strings.add
        retired = self.lists.add([text(name) for name in sorted(self.support["retired"])])
        counts = (self.services, self.actions, integrations.count)
        head = MAGIC + b"".join(map(tables.u32, (text(botocore.__version__), retired, *counts)))
        parts = [
            self.service_records, self.action_records, integrations.records, integrations.parameters,
            self.lists.content, self.shapes.content, self.strings.content,
        ]
        place = len(head) + 4 * (len(parts) + 1)
        for part in parts:
            head += tables.u32(place)
            place += len(part)
        head += tables.u32(place)
        return head + b"".join(map(bytes, parts))


def check_names(services):
    """Refuses data about services and operations that there are not."""
    support, unsupported = read("support"), read("unsupported")
    retired = set(support["retired"])
    named = {*support["since_2026"], *support["unlisted"], *support["removed"], *support["iam_prefix"]}
    for name in sorted(named - set(services)):
        raise ValueError(f"data/support.toml names {name}, which botocore does not have")
    for name, operations in unsupported.items():
        if name not in services and name not in retired:
            raise ValueError(f"data/unsupported.toml names {name}, which botocore does not have")
    for name in sorted(retired & set(services)):
        raise ValueError(f"data/support.toml says {name} is retired, but botocore has it")


def read(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text())


def read_folder(name):
    return [tomllib.loads(path.read_text()) for path in sorted((DATA / name).glob("*.toml"))]


if __name__ == "__main__":
    main()
