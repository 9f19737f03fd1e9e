"""The tables of the catalog file. The format is written down in src/services/catalog/data.rs."""

import struct

# Shape records begin with one of these.
(
    STRING, ENUM, INTEGER, LONG, FLOAT, DOUBLE, BOOLEAN, TIMESTAMP, BLOB, DOCUMENT, STRUCTURE, UNION, LIST, MAP,
) = range(1, 15)

HAS_MIN, HAS_MAX = 0x40, 0x80

# Flags in the top bits of a 24-bit reference to a name.
MEMBER_REQUIRED, MEMBER_TOKEN = 1 << 23, 1 << 22
ERROR_TRANSIENT, ERROR_THROTTLING = 1 << 23, 1 << 22
NAME_LIMIT = 1 << 22

NOTHING = 0


def u16(number):
    return struct.pack("<H", number)


def u24(number):
    if not 0 <= number < 1 << 24:
        raise ValueError(f"{number} does not fit in 24 bits")
    return number.to_bytes(3, "little")


def u32(number):
    return struct.pack("<I", number)


class Table:
    """Records behind each other; equal ones are kept once where the caller interns them."""

    def __init__(self):
        # Reference 0 means "nothing".
        self.content = bytearray(1)
        self.known = {}

    def reserve(self, size):
        at = len(self.content)
        self.content += bytes(size)
        return at

    def fill(self, at, record):
        self.content[at : at + len(record)] = record

    def intern(self, record):
        if record not in self.known:
            at = self.reserve(len(record))
            self.fill(at, record)
            self.known[record] = at
        return self.known[record]


class Strings(Table):
    """Texts, each behind its length in a byte. Reference 0 is the empty text."""

    def add(self, text):
        content = text.encode()
        if not content:
            return NOTHING
        if len(content) > 255:
            raise ValueError(f"a name of more than 255 bytes: {text}")
        at = self.intern(bytes([len(content)]) + content)
        if at >= NAME_LIMIT:
            raise ValueError("the names take more than 22 bits")
        return at


class Lists(Table):
    """Lists of references: how many, then each."""

    def add(self, references):
        if not references:
            return NOTHING
        return self.intern(u16(len(references)) + b"".join(map(u24, references)))


class Shapes(Table):
    """Shape records, referred to by their place."""

    def scalar(self, kind, minimum=None, maximum=None):
        return self.intern(with_limits(kind, b"", minimum, maximum))

    def enumeration(self, values):
        return self.intern(bytes([ENUM]) + u16(len(values)) + b"".join(map(u24, values)))

    def list(self, item, minimum, maximum):
        return self.intern(with_limits(LIST, u24(item), minimum, maximum))

    def map(self, key, value, minimum, maximum):
        return self.intern(with_limits(MAP, u24(key) + u24(value), minimum, maximum))

    def reserve_structure(self, members):
        """Room for a structure, so that its members can refer to it."""
        return self.reserve(1 + 3 + 2 + 6 * members)

    def fill_structure(self, at, union, members):
        """`members`: of references to name (with flags) and shape. It has no name yet, or keeps it."""
        name = self.content[at + 1 : at + 4]
        head = bytes([UNION if union else STRUCTURE]) + name + u16(len(members))
        self.fill(at, head + b"".join(u24(name) + u24(shape) for name, shape in members))

    def name_structure(self, at, name):
        self.fill(at + 1, u24(name))


def with_limits(kind, fixed, minimum, maximum):
    """A record whose limits come last; how they are written depends on the kind."""
    pack = {
        INTEGER: "<q", LONG: "<q", FLOAT: "<d", DOUBLE: "<d",
        STRING: "<I", BLOB: "<I", LIST: "<I", MAP: "<I",
    }.get(kind)
    if pack == "<I":
        # What every length fulfils is no limit.
        minimum = minimum or None
        maximum = maximum if maximum is not None and maximum < 1 << 32 else None
    limits = b""
    for limit, flag in ((minimum, HAS_MIN), (maximum, HAS_MAX)):
        if limit is not None:
            kind |= flag
            limits += struct.pack(pack, limit)
    return bytes([kind]) + fixed + limits
