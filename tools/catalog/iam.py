#!/usr/bin/env python3
"""Writes what the compiler embeds of IAM: `src/services/iam/facts.txt`.

    tools/catalog/iam.py            write the file
    tools/catalog/iam.py --check    fail if the file is not what the data says

Reads `data/iam/` beside this script; `data/iam/README.md` explains the notation. Nothing else is
read and nothing is fetched, so the same data gives the same bytes.

The file has one line for each service, sorted by the service's name as it stands in a resource ARN
(`lambda`, `aws-sdk:lambda`). Its fields are separated by tabs: the name, the prefix of its actions in
IAM, the principal that roles are passed to (may be empty), then `=TYPE ARN` for each type of
resource that the line uses, then `ACTION: CLAUSES` for each action that has something to say, both
sorted. The clauses are those of the data, but `${Partition}`, `${Region}` and `${Account}` are
written `%P`, `%R` and `%A`.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / "data" / "iam"
OUTPUT = HERE.parent.parent / "src" / "services" / "iam" / "facts.txt"

NAME = r"[A-Za-z][A-Za-z0-9]*"
TYPE = r"(?:[a-z0-9-]+:)?[A-Za-z][\w-]*"
STEP = rf"(?:{NAME}|\*)(?:\[\]|\{{key\}})?"
OPERATION = r"(?:name|secret|partiql|revisions?|machine|build|s3|nth/\d|(?:last|before|strip|begins) [^\s|,;){}]+)"
PATH = rf"{STEP}(?:\.{STEP})*(?:\|{OPERATION})*"
TEST = rf"(?:not )?{PATH}(?: begins [A-Z_]+)?"
TESTS = rf"{TEST}(?: and {TEST})*"
TEXT = r'"[^"]*"'
FILL = rf"{NAME}(?:=(?:{PATH}|{TEXT}))?(?: \?\? [\w-]+)?"
WHOLE = r"arn:[^,; ]*(?:\{[^{}]*\}[^,; ]*)*"
PLACE = rf"(?:\*|own|{WHOLE}|{TYPE}\((?:{FILL}(?:, {FILL})*)?\)|{TYPE}={PATH}(?: or {PATH})*)\??"
TARGET = rf"{PLACE}(?: if {TESTS})?"
TARGETS = rf"{TARGET}(?:, {TARGET})*"
ACTION = r"[a-z0-9-]+:[A-Za-z0-9]+"
ALLOWED = rf"{ACTION}(?: if {TESTS})?(?:, {ACTION}(?: if {TESTS})?)*"
CONDITION = rf"[A-Z][A-Za-z]+ [a-z0-9-]+:[\w/]+ {TEXT}"
CONDITIONS = rf"{CONDITION}(?:, {CONDITION})*"

CLAUSES = {
    "on": rf"on {TARGETS}(?: with {CONDITIONS})?",
    "allow": rf"allow {ALLOWED} on {TARGETS}(?: with {CONDITIONS})?(?: for sync)?",
    "rule": rf"rule {NAME}",
    "pass": rf"(?:may )?pass {PATH}(?:, {PATH})*(?: or any)?(?: to [a-z0-9.-]+)?",
    "unsure": r"unsure",
    "nothing": r"nothing",
    "note": r"note .+",
}
CLAUSE = re.compile("|".join(f"(?:{form})" for form in CLAUSES.values()))
TYPED = re.compile(rf"({TYPE})(?:\(|=(?={PATH}))")

SHORT = (("${Partition}", "%P"), ("${Region}", "%R"), ("${Account}", "%A"))


class Fault(Exception):
    """What is wrong with the data, with its place."""


def lines(path):
    """The lines of a file with their places, without comments and empty ones."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            yield f"{path.name}:{number}", line


def read_arns():
    """`prefix:type` to the template of its ARN."""
    arns = {}
    for place, line in lines(DATA / "arns.txt"):
        kind, _, arn = line.partition(" ")
        if not re.fullmatch(TYPE, kind) or not arn.startswith("arn:") or kind in arns:
            raise Fault(f"{place}: expected `prefix:type arn:…`, each type once")
        arns[kind] = arn
    return arns


def check_clauses(place, clauses):
    """Every clause must be one of the forms; a note is the last."""
    rest = clauses
    while rest:
        if rest.startswith("note "):
            return
        clause, _, rest = rest.partition("; ")
        if not CLAUSE.fullmatch(clause):
            raise Fault(f"{place}: no clause: {clause}")


def types_in(clauses, prefix):
    """The types of resources that clauses name: as written, and with the prefix."""
    for clause in clauses.split("; "):
        if clause.startswith(("on ", "allow ")):
            bare = re.sub(r"\([^()]*\)", "()", re.sub(TEXT, "", re.sub(WHOLE, "", clause)))
            for written in TYPED.findall(bare):
                yield written, written if ":" in written else f"{prefix}:{written}"


class Service:
    """One line of the output."""

    def __init__(self, name, prefix, principal=""):
        self.name, self.prefix, self.principal = name, prefix, principal
        self.types, self.actions = {}, {}

    def add(self, place, action, clauses, arns):
        """Takes the clauses of an action."""
        if action in self.actions:
            raise Fault(f"{place}: `{action}` stands here twice")
        check_clauses(place, clauses)
        for written, kind in types_in(clauses, self.prefix):
            if written == "foundation":
                continue
            if kind not in arns:
                raise Fault(f"{place}: arns.txt has no `{kind}`")
            self.types[written] = arns[kind]
        self.actions[action] = clauses

    def line(self):
        """As it stands in the output."""
        types = [f"={name} {arn}" for name, arn in sorted(self.types.items())]
        actions = [f"{name}: {clauses}" for name, clauses in sorted(self.actions.items())]
        return "\t".join([self.name, self.prefix, self.principal, *types, *actions])


def read_sdk(path, arns):
    """The file of one service of the SDK."""
    service = Service(f"aws-sdk:{path.stem}", path.stem)
    for place, line in lines(path):
        word, _, rest = line.partition(" ")
        if word == "service":
            if rest != path.stem:
                raise Fault(f"{place}: the file is named after another service")
        elif word == "prefix":
            service.prefix = rest
        elif word == "principal":
            service.principal = rest
        elif word.endswith(":") and rest:
            service.add(place, word[:-1], rest, arns)
        else:
            raise Fault(f"{place}: expected `action: clauses`")
    return service


def read_optimized(arns):
    """The optimized integrations, by service."""
    services = {}
    for place, line in lines(DATA / "optimized.txt"):
        call, _, clauses = line.partition(": ")
        name, _, action = call.partition(":")
        service = services.setdefault(name, Service(name, name))
        service.add(place, action, clauses, arns)
    return list(services.values())


def facts():
    """The text of the output."""
    arns = read_arns()
    services = [read_sdk(path, arns) for path in sorted((DATA / "sdk").glob("*.txt"))]
    services += read_optimized(arns)
    text = "".join(f"{service.line()}\n" for service in sorted(services, key=lambda s: s.name))
    for long, short in SHORT:
        text = text.replace(long, short)
    return text


def main(arguments):
    """Writes or compares."""
    text = facts()
    if arguments == ["--check"]:
        if OUTPUT.read_text(encoding="utf-8") != text:
            return f"{OUTPUT.name} is not what the data says: run tools/catalog/iam.py"
        return 0
    if arguments:
        return __doc__
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Fault as fault:
        sys.exit(str(fault))
