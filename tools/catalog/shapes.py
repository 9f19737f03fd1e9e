"""Shapes of a botocore model, written into the tables."""

import tables

NUMBERS = {
    "integer": tables.INTEGER,
    "long": tables.LONG,
    "float": tables.FLOAT,
    "double": tables.DOUBLE,
}
MEASURED = {"string": tables.STRING, "blob": tables.BLOB}
PLAIN = {"boolean": tables.BOOLEAN, "timestamp": tables.TIMESTAMP}


class ShapeWriter:
    """Writes shapes of one service in one spelling."""

    def __init__(self, catalog, spelling, unions, otherwise=None):
        """`unions`: structures that are unions though the model does not say so. `otherwise`: a writer whose
        records serve for what comes out the same in both."""
        self.catalog = catalog
        self.spelling = spelling
        self.unions = unions
        self.otherwise = otherwise
        self.written = {}
        self.named = set()
        self.own = {}

    def write(self, shape):
        """The reference of the shape, written now or before."""
        if self.otherwise and not self.is_own(shape):
            return self.otherwise.write(shape)
        key = identity(shape)
        if key not in self.written:
            self.written[key] = self.record(shape, key)
        if is_structure(shape) and key not in self.named:
            self.named.add(key)
            self.catalog.shapes.name_structure(self.written[key], self.catalog.strings.add(shape.name))
        return self.written[key]

    def write_whole(self, shape):
        """The same for the input or output of an operation, whose name says nothing new."""
        key = identity(shape)
        if key not in self.written:
            self.written[key] = self.record(shape, key)
        return self.written[key]

    def record(self, shape, key):
        kind, limits = shape.type_name, limits_of(shape)
        out = self.catalog.shapes
        if is_document(shape):
            return out.scalar(tables.DOCUMENT)
        if kind == "timestamp" and not self.spelling.timestamps:
            return out.scalar(tables.DOCUMENT)
        if kind == "string" and shape.enum:
            return out.enumeration([self.catalog.strings.add(value) for value in shape.enum])
        if kind in PLAIN:
            return out.scalar(PLAIN[kind])
        if kind in NUMBERS or kind in MEASURED:
            return out.scalar({**NUMBERS, **MEASURED}[kind], *limits)
        if kind == "list":
            return out.list(self.write(shape.member), *limits)
        if kind == "map":
            return out.map(self.write(shape.key), self.write(shape.value), *limits)
        if kind == "structure":
            return self.structure(shape, key)
        raise ValueError(f"a shape of the unknown type {kind}: {shape.name}")

    def structure(self, shape, key):
        members = self.members(shape)
        at = self.catalog.shapes.reserve_structure(len(members))
        # Before its members, which may be of this very structure.
        self.written[key] = at
        written = [(name, self.write(member)) for name, member in members]
        self.catalog.shapes.fill_structure(at, self.is_union(shape), written)
        return at

    def is_union(self, shape):
        """Whether exactly one member is there."""
        return bool(shape.metadata.get("union")) or shape.name in self.unions

    def members(self, shape):
        """Pairs of the name's reference, with its flags, and the member's shape."""
        required = set(shape.required_members)
        names = {}
        for name, member in shape.members.items():
            flags = 0
            if name in required:
                token = member.metadata.get("idempotencyToken")
                flags = tables.MEMBER_TOKEN if token else tables.MEMBER_REQUIRED
            names[self.spelling.member(shape.name, name)] = (flags, member)
        for added, name in self.spelling.added_members(shape.name).items():
            names.setdefault(added, (0, shape.members[name]))
        if len(names) < len(shape.members):
            raise ValueError(f"two members of {shape.name} get the same name")
        add = self.catalog.strings.add
        return [(add(name) | flags, member) for name, (flags, member) in names.items()]

    def is_own(self, shape):
        """Whether the other writer would write it in another way, at any depth."""
        key = identity(shape)
        if key not in self.own:
            reachable = {}
            collect(shape, reachable)
            self.own[key] = any(self.differs(each) for each in reachable.values())
        return self.own[key]

    def differs(self, shape):
        other = self.otherwise.spelling
        if shape.type_name == "timestamp":
            return self.spelling.timestamps != other.timestamps
        if shape.type_name != "structure":
            return False
        return bool(other.added_members(shape.name)) or any(
            self.spelling.member(shape.name, name) != other.member(shape.name, name)
            for name in shape.members
        )


def identity(shape):
    """What tells shapes of a model apart: the name, and what a member says beyond it."""
    return (shape.name, shape.type_name, *limits_of(shape), tuple(getattr(shape, "enum", ())))


def limits_of(shape):
    return shape.metadata.get("min"), shape.metadata.get("max")


def is_document(shape):
    """Whether it is any JSON; models write that as a structure."""
    return getattr(shape, "is_document_type", False)


def is_structure(shape):
    return shape.type_name == "structure" and not is_document(shape)


def collect(shape, found):
    """The shape and all that can be reached from it."""
    key = identity(shape)
    if key in found:
        return
    found[key] = shape
    if shape.type_name == "structure":
        for member in shape.members.values():
            collect(member, found)
    elif shape.type_name == "list":
        collect(shape.member, found)
    elif shape.type_name == "map":
        collect(shape.key, found)
        collect(shape.value, found)
