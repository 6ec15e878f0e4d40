"""Which address was there before, remembered in 12 to 36 octets a row."""

from array import array

_EMPTY = 0


class FirstRows:
    """
    The row on which each address stood first.

    A dict would take 140 octets an address, and a list may have a million. Addresses
    are told apart by Python's keyed 64-bit hash: that two of a million share one has a
    chance of 1 in 30 million, and would show as a duplicate with both rows named.
    """

    def __init__(self) -> None:
        """Know no address yet."""
        self._count = 0
        self._make_table(1 << 10)

    def first_row(self, key: str, row: int) -> int:
        """Give the row on which `key` stood first, this one if it is new."""
        digest = hash(key) or 1
        slot = self._slot_of(digest)
        if self._digests[slot] != _EMPTY:
            return self._rows[slot]
        self._put(slot, digest, row)
        self._count += 1
        if self._count * 3 > len(self._digests) * 2:
            self._grow()
        return row

    def _make_table(self, size: int) -> None:
        self._digests = array("q", bytes(8 * size))
        self._rows = array("I", bytes(array("I").itemsize * size))

    def _slot_of(self, digest: int) -> int:
        """Find the digest's slot, or the empty one where it belongs."""
        digests = self._digests
        mask = len(digests) - 1
        slot = digest & mask
        while digests[slot] not in {_EMPTY, digest}:
            slot = (slot + 1) & mask
        return slot

    def _put(self, slot: int, digest: int, row: int) -> None:
        self._digests[slot] = digest
        self._rows[slot] = row

    def _grow(self) -> None:
        digests, rows = self._digests, self._rows
        self._make_table(2 * len(digests))
        for digest, row in zip(digests, rows, strict=True):
            if digest != _EMPTY:
                self._put(self._slot_of(digest), digest, row)
