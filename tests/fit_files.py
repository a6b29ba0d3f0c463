"""Small Garmin FIT files, byte by byte: a header, messages, a checksum."""

import struct

UINT8, ENUM, UINT16, UINT32, BYTE = 2, 0, 0x84, 0x86, 13
FORMATS = {UINT8: "B", ENUM: "B", UINT16: "H", UINT32: "I", BYTE: "B"}
FILE_ID, EVENT, MONITORING, INFO = 0, 21, 55, 103
KIND, INTENSITY, CYCLES, TYPE_INTENSITY, TIME_16, TIME, LOCAL = 5, 28, 3, 24, 26, 253, 0
CYCLES_16 = 9
BASES = {
    KIND: ENUM,
    INTENSITY: UINT8,
    CYCLES: UINT32,
    CYCLES_16: UINT16,
    TYPE_INTENSITY: BYTE,
    TIME_16: UINT16,
    TIME: UINT32,
    LOCAL: UINT32,
}


def checksum(data: bytes) -> int:
    """Return the checksum of FIT (CRC-16 with the polynomial 0xA001)."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def fit(*messages: tuple[int, dict[int, int]]) -> bytes:
    """Return a FIT file of messages: a number, and fields by number; each brings its definition along."""
    body = b""
    for number, fields in messages:
        body += struct.pack("<BBBHB", 0x40, 0, 0, number, len(fields))
        for field in fields:
            body += struct.pack("<BBB", field, struct.calcsize(FORMATS[BASES[field]]), BASES[field])
        body += b"\0" + b"".join(struct.pack("<" + FORMATS[BASES[name]], value) for name, value in fields.items())
    head = struct.pack("<BBHI4s", 12, 16, 2000, len(body), b".FIT")
    return head + body + struct.pack("<H", checksum(head + body))
