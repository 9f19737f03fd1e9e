"""How Step Functions spells the names of a botocore model.

SDK integrations use the names of the AWS SDK for Java v2; optimized ones keep the names of the API with
a capital first. The exceptions to the rules are data: data/names.toml.
"""

import re

# Where a name falls apart into words, in this order. After the last step blanks part the words.
WORD_BOUNDARIES = [
    (r"[^A-Za-z0-9]+", " "),
    # `IotV2Thing`: a version is a word, but the v of an acronym such as `IPv6` belongs to it.
    (r"([^a-z]{2,})v([0-9]+)", r"\1 v\2 "),
    (r"([^A-Z]{2,})V([0-9]+)", r"\1 V\2 "),
    (r"(?<=[a-z])(?=[A-Z][A-Za-z0-9])", " "),
    (r"([A-Z]+)([A-Z][a-z])", r"\1 \2"),
    (r"([0-9])([A-Za-z])", r"\1 \2"),
]

# What begins a member and is written small there: an acronym up to the capital of the next word, its own
# first letter in either case (`vCPUHour`).
LEADING_ACRONYM = re.compile(r".[A-Z]*(?![a-z])|.")


def pascal_case(name):
    """`Database Migration Service` -> `DatabaseMigrationService`, `DBInstance` -> `DbInstance`."""
    for pattern, replacement in WORD_BOUNDARIES:
        name = re.sub(pattern, replacement, name)
    return "".join(word.capitalize() for word in name.split())


def capitalised(name):
    """`clusterArn` -> `ClusterArn`."""
    return name[:1].upper() + name[1:]


def with_small_start(name):
    """`DescribeTable` -> `describeTable`, `DBInstanceClass` -> `dbInstanceClass`."""
    acronym = LEADING_ACRONYM.match(name)
    return name[: acronym.end()].lower() + name[acronym.end() :]


def error_prefix(service_id):
    """What comes before the dot in error names: `SFN` -> `Sfn`."""
    prefix = pascal_case(service_id)
    for company in ("Amazon", "Aws"):
        prefix = prefix.removeprefix(company)
    return prefix.removesuffix("Service")


def action_name(operation):
    """`ListBuckets` -> `listBuckets`."""
    return with_small_start(operation)


def error_name(shape):
    """`DBInstanceNotFoundFault` -> `DbInstanceNotFoundException`."""
    name = pascal_case(shape.removesuffix("Fault"))
    return name if shape.endswith("Exception") else name + "Exception"


class SdkSpelling:
    """Names in SDK integrations of one service."""

    # Timestamps are ISO 8601 strings, both ways.
    timestamps = True

    def __init__(self, service, exceptions):
        reserved = exceptions["reserved"]
        self.keywords = set(reserved["keywords"])
        self.methods = set(reserved["methods"])
        self.renamed = exceptions.get("renamed", {}).get(service, {})
        self.added = exceptions.get("added", {}).get(service, {})

    def member(self, structure, name):
        """`equals` -> `EqualsValue`, `DBName` -> `DbName`."""
        name = with_small_start(self.renamed.get(structure, {}).get(name, name))
        if name in self.methods or name.lower() in self.keywords:
            name += "Value"
        return capitalised(name)

    def added_members(self, structure):
        """Members that the Java SDK has beside those of the model: new name -> name in the model."""
        return self.added.get(structure, {})


class OptimizedSpelling:
    """Names in optimized integrations."""

    def __init__(self, timestamps):
        """`timestamps`: whether they are ISO 8601 strings; in results some are numbers."""
        self.timestamps = timestamps

    def member(self, _structure, name):
        """`BOOL` -> `BOOL`, `clusterArn` -> `ClusterArn`."""
        return capitalised(name)

    def added_members(self, _structure):
        """None: the API is all there is."""
        return {}
