"""Types as the data files write them: `string`, `list<T>`, `map<K, V>`, `enum<A, B>`, `emr.StepConfig`."""

import re

import tables

SCALARS = {
    "string": tables.STRING,
    "integer": tables.INTEGER,
    "long": tables.LONG,
    "double": tables.DOUBLE,
    "boolean": tables.BOOLEAN,
    "json": tables.DOCUMENT,
}
GENERIC = re.compile(r"(list|map|enum)<(.*)>$")


class TypeWriter:
    """Writes them into the tables; `models` gives the writer of a service's shapes."""

    def __init__(self, catalog, models):
        self.catalog = catalog
        self.models = models

    def write(self, written):
        """The reference of a type: a text, a table (structure) or a list of one type."""
        if isinstance(written, dict):
            return self.structure([(name, self.write(of)) for name, of in written.items()])
        if isinstance(written, list):
            (item,) = written
            return self.catalog.shapes.list(self.write(item), None, None)
        if written in SCALARS:
            return self.catalog.shapes.scalar(SCALARS[written])
        generic = GENERIC.match(written)
        if generic:
            return self.generic(*generic.groups())
        return self.models.shape(*written.split("."))

    def generic(self, kind, inside):
        out = self.catalog.shapes
        if kind == "list":
            return out.list(self.write(inside), None, None)
        names = [part.strip() for part in inside.split(",", 1 if kind == "map" else -1)]
        if kind == "map":
            key, value = names
            return out.map(self.write(key), self.write(value), None, None)
        return out.enumeration([self.catalog.strings.add(name) for name in names])

    def structure(self, members):
        """Of pairs of name and reference; equal ones are one."""
        add = self.catalog.strings.add
        content = b"".join(tables.u24(add(name)) + tables.u24(shape) for name, shape in members)
        head = bytes([tables.STRUCTURE]) + tables.u24(tables.NOTHING) + tables.u16(len(members))
        return self.catalog.shapes.intern(head + content)
