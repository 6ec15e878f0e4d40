"""Damage as disks, mail, editors and hurried people do it; the same for each seed."""

import bz2
import gzip
import io
import random
import tarfile
from collections.abc import Callable, Sequence

Damage = Callable[[bytearray, random.Random], bytes]
_ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "mac_roman")
_DELIMITERS = (b";", b",", b"\t", b"|", b'"', b"\n", b"[", b"{", b":")
_STREWN = (
    b'"', b";", b"\0", b"\r", b"@", b"=", b"sep=|\n", b"\x81", b"\xff\xfe", b"\x1b[31m",
    b"\xed\xa0\x80", b"\\ud800", b"\xe2\x80\xae", b"\xc2\x85", b"=1+1", b"null", b"[]",
    b"9999-99-99", b"31/02/2020", b"NaN", b"1e999", "NÉE".encode(),
)  # fmt: skip
_REPEATED = (b"x", b'"', b"9", b"@", b"a;", b"[", b'{"a":', b"\n")


def _bits(data: bytearray, chance: random.Random) -> bytes:
    for _count in range(chance.randint(1, 20)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(len(data))])


def _hole(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    del data[start : start + chance.randrange(200)]
    return bytes(data)


def _unquoted(data: bytearray, chance: random.Random) -> bytes:
    quotes = [place for place, octet in enumerate(data) if octet == ord('"')]
    for place in sorted(chance.sample(quotes, min(3, len(quotes))), reverse=True):
        del data[place]
    return bytes(data)


def _in_another_encoding(data: bytearray, chance: random.Random) -> bytes:
    read, written = chance.sample(_ENCODINGS, 2)
    return bytes(data).decode(read, "replace").encode(written, "replace")


def _with_other_delimiters(data: bytearray, chance: random.Random) -> bytes:
    old, new = chance.sample(_DELIMITERS, 2)
    return bytes(data).replace(old, new, chance.choice([1, -1]))


def _with_other_line_ends(data: bytearray, chance: random.Random) -> bytes:
    end = chance.choice([b"", b"\r", b"\r\n", b"\n\n"])
    return bytes(data).replace(b"\n", end, chance.choice([1, -1]))


def _line_doubled(data: bytearray, chance: random.Random) -> bytes:
    lines = bytes(data).split(b"\n")
    place = chance.randrange(len(lines))
    return b"\n".join([*lines[: place + 1], *lines[place:]])


def _line_lost(data: bytearray, chance: random.Random) -> bytes:
    lines = bytes(data).split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def _strewn(data: bytearray, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    data[place:place] = chance.choice(_STREWN)
    return bytes(data)


def _swollen(data: bytearray, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    data[place:place] = chance.choice(_REPEATED) * chance.choice([1000, 20_000])
    return bytes(data)


def _packed(data: bytearray, chance: random.Random) -> bytes:
    packers: list[Callable[[bytes], bytes]]
    packers = [gzip.compress, bz2.compress, _in_archive]
    packed = chance.choice(packers)(bytes(data))
    return packed[: chance.choice([None, -1, -8, -20, 3])]


def _in_archive(data: bytes) -> bytes:
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode="w:bz2") as archive:
        member = tarfile.TarInfo("data.gouv_local.json")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return octets.getvalue()


_DAMAGES: Sequence[Damage] = (
    _bits, _cut, _hole, _unquoted, _in_another_encoding, _with_other_delimiters,
    _with_other_line_ends, _line_doubled, _line_lost, _strewn, _swollen, _packed,
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Damage a file once, or twice or three times over."""
    for damage in chance.sample(_DAMAGES, chance.choice([1, 1, 1, 2, 3])):
        data = damage(bytearray(data or b"\n"), chance)
    return data
