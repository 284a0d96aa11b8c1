"""Bytes with long runs of zeros, such as filtered pictures, packed by run lengths and Huffman codes alone.

Deflate's search for repeated strings finds little in paint, and takes most of its time. Sources: RFC 1951;
A. Moffat, J. Katajainen, "In-Place Calculation of Minimum-Redundancy Codes" (1995), for lengths of codes.
"""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint64

from canvas.kernels.launch import INLINE, SERIAL
from canvas.kernels.pointers import bytes_at, words64_at

LONGEST = 14  # bits of a code: four of them and seven bits left over fit a word
SYMBOLS = 286  # bytes, the end, lengths of runs
END = 256
MOST = 258  # bytes of a run told at once
FULL = 285  # its symbol
ROOM = 1024  # bytes that the packed form needs beside two for every byte
BYTE = uint64(0xFF)
EVEN = uint64(0x00FF00FF00FF00FF)
# A product's highest part is the sum of four bytes, each times one of these.
ALIKE = uint64(0x0001000100010001)
WEIGHTS = (uint64(0x0008000600040002), uint64(0x0007000500030001))
LOW16 = uint64(0xFFFF)
DISTANCE = uint64(1 << 16)  # one bit, 0, says that a run copies the byte before it
GROUP = 8  # words looked at together: most of a filtered picture is zeros
ADLER = uint64(65521)
CHECKED = 1 << 13  # groups between two divisions of Adler's sums
STRETCH = 37  # groups: no multiple of a row, so that all columns have their turn
SAMPLED = 4  # one stretch in so many is counted


@njit(**INLINE)
def _length_symbol(length):
    """The symbol of a run's length (3 … 257), how many bits follow it, and those."""
    if length < 11:
        return 254 + length, 0, 0
    bits = 1
    while (length - 3) >> (bits + 3):
        bits += 1
    rest = length - 3 - (4 << bits)
    return 261 + 4 * bits + (rest >> bits), bits, rest & ((1 << bits) - 1)


@njit(**INLINE)
def _count_run(counts, length):
    """Count the symbols of a run of zeros: the first as it is, the others as copies of the one before."""
    counts[0] += 1
    left = length - 1
    counts[FULL] += left // MOST
    left %= MOST
    if left >= 3:
        counts[_length_symbol(left)[0]] += 1
    else:
        counts[0] += left


@njit(**INLINE)
def _empty(words):
    """Whether a whole group of words is zero."""
    if words.shape[0] < GROUP:
        return False
    seen = uint64(0)
    for k in range(GROUP):
        seen |= words[k]
    return seen == uint64(0)


@njit(**INLINE)
def _group(source, length, number):
    """One of the groups of words in so many bytes at an address; the last may be short."""
    first = number * GROUP
    return words64_at(source + 8 * first, min(GROUP, length // 8 - first))


@njit(**INLINE)
def _count(source, length, counts):
    """About how often each symbol will be used: some stretches are counted, and every symbol gets a code."""
    # Counted apart: the same byte twice in a row would wait for itself.
    one, two = np.zeros(256, np.int64), np.zeros(256, np.int64)
    three, four = np.zeros(256, np.int64), np.zeros(256, np.int64)
    groups = (length // 8 + GROUP - 1) // GROUP
    for stretch in range(0, groups, SAMPLED * STRETCH):
        run = 0
        for number in range(stretch, min(stretch + STRETCH, groups)):
            words = _group(source, length, number)
            if _empty(words):
                run += 8 * GROUP
                continue
            for k in range(words.shape[0]):
                word = words[k]
                if word == uint64(0):
                    run += 8
                    continue
                if run:
                    _count_run(counts, run)
                    run = 0
                one[word & BYTE] += 1
                two[(word >> uint64(8)) & BYTE] += 1
                three[(word >> uint64(16)) & BYTE] += 1
                four[(word >> uint64(24)) & BYTE] += 1
                one[(word >> uint64(32)) & BYTE] += 1
                two[(word >> uint64(40)) & BYTE] += 1
                three[(word >> uint64(48)) & BYTE] += 1
                four[word >> uint64(56)] += 1
        if run:
            _count_run(counts, run)
    for k in range(256):
        counts[k] += one[k] + two[k] + three[k] + four[k]
    for k in range(SYMBOLS):
        counts[k] = SAMPLED * counts[k] + 1


@njit(**INLINE)
def _depths(weights):
    """How deep in the tree each of n ≥ 2 ascending weights lies; they are replaced."""
    n = weights.shape[0]
    weights[0] += weights[1]
    root, leaf = 0, 2
    for follows in range(1, n - 1):  # the parents' weights, in the place of the weights
        for child in range(2):
            if leaf >= n or (root < follows and weights[root] < weights[leaf]):
                weight = weights[root]
                weights[root] = follows
                root += 1
            else:
                weight = weights[leaf]
                leaf += 1
            weights[follows] = weight if child == 0 else weights[follows] + weight
    weights[n - 2] = 0
    for k in range(n - 3, -1, -1):  # depths of the inner nodes, from their parents'
        weights[k] = weights[weights[k]] + 1
    free, used, depth, root, follows = 1, 0, 0, n - 2, n - 1
    while free > 0:  # and of the leaves, from how many inner nodes each depth has
        while root >= 0 and weights[root] == depth:
            used += 1
            root -= 1
        while free > used:
            weights[follows] = depth
            follows -= 1
            free -= 1
        free, used, depth = 2 * used, 0, depth + 1


@njit(**INLINE)
def _limit(depths):
    """Make codes of at most LONGEST bits of the depths of ascending weights, which may be deeper."""
    per_length = np.zeros(LONGEST + 1, np.int64)
    for depth in depths:
        per_length[min(depth, LONGEST)] += 1
    taken = 0
    for bits in range(1, LONGEST + 1):
        taken += per_length[bits] << (LONGEST - bits)
    while taken > 1 << LONGEST:  # more codes than there are: lengthen the longest that can be
        bits = LONGEST - 1
        while per_length[bits] == 0:
            bits -= 1
        per_length[bits] -= 1
        per_length[bits + 1] += 2
        per_length[LONGEST] -= 1
        taken -= 1
    k = 0
    for bits in range(LONGEST, 0, -1):
        for _ in range(per_length[bits]):
            depths[k] = bits
            k += 1


@njit(**INLINE)
def _lengths(counts):
    """Bits of every symbol's code."""
    order = np.argsort(counts, kind="mergesort")
    depths = counts[order]
    _depths(depths)
    _limit(depths)
    lengths = np.zeros(SYMBOLS, np.int64)
    lengths[order] = depths
    return lengths


@njit(**INLINE)
def _codes(lengths):
    """Every symbol's code with its first bit lowest, and above that, times 2**16, how many bits it has."""
    per_length = np.zeros(LONGEST + 1, np.int64)
    for bits in lengths:
        per_length[bits] += 1
    per_length[0] = 0
    follows = np.zeros(LONGEST + 1, np.int64)
    for bits in range(1, LONGEST + 1):
        follows[bits] = (follows[bits - 1] + per_length[bits - 1]) << 1
    codes = np.zeros(SYMBOLS, np.uint64)
    for symbol in range(SYMBOLS):
        bits = lengths[symbol]
        codes[symbol] = uint64(_turned(follows[bits], bits) | bits << 16)
        follows[bits] += 1
    return codes


@njit(**INLINE)
def _turned(code, bits):
    """The other way round."""
    result = 0
    for _ in range(bits):
        result, code = result << 1 | (code & 1), code >> 1
    return result


@njit(**INLINE)
def _with(waiting, bits, code):
    """One more code behind the bits that wait to be written, and how many these are."""
    return waiting | (code & LOW16) << bits, bits + (code >> uint64(16))


@njit(**INLINE)
def _written(waiting, bits, target):
    """Write the whole bytes of what waits; what is left waiting, and where the next byte goes."""
    words64_at(target, 1)[0] = waiting
    whole = bits >> uint64(3)
    return waiting >> (whole << uint64(3)), bits & uint64(7), target + int64(whole)


@njit(**INLINE)
def _header(lengths, last, target):
    """Begin a block with codes of its own: all lengths stand there with four bits each."""
    waiting, bits = uint64(5 if last else 4), uint64(3)
    waiting, bits = _with(waiting, bits, uint64((SYMBOLS - 257) | 15 << 10 | 14 << 16))
    waiting, bits, target = _written(waiting, bits, target)
    for k in range(19):  # lengths 0 … 15 have codes of four bits, repetitions none
        waiting, bits = _with(waiting, bits, uint64((4 if k >= 3 else 0) | 3 << 16))
        waiting, bits, target = _written(waiting, bits, target)
    for k in range(SYMBOLS + 1):
        length = lengths[k] if k < SYMBOLS else 1  # of the one distance that there is
        waiting, bits = _with(waiting, bits, uint64(_turned(length, 4) | 4 << 16))
        waiting, bits, target = _written(waiting, bits, target)
    return waiting, bits, target


@njit(**INLINE)
def _run(waiting, bits, target, codes, length):
    """Write a run of zeros, as `_count_run` has counted it."""
    waiting, bits = _with(waiting, bits, codes[0])
    waiting, bits, target = _written(waiting, bits, target)
    left = length - 1
    full = codes[FULL] + DISTANCE
    for _ in range(left // MOST):
        waiting, bits = _with(waiting, bits, full)
        waiting, bits, target = _written(waiting, bits, target)
    left %= MOST
    if left >= 3:
        symbol, extra, rest = _length_symbol(left)
        waiting, bits = _with(waiting, bits, codes[symbol])
        waiting, bits = _with(waiting, bits, uint64(rest | extra << 16) + DISTANCE)
        waiting, bits, target = _written(waiting, bits, target)
    else:
        for _ in range(left):
            waiting, bits = _with(waiting, bits, codes[0])
        waiting, bits, target = _written(waiting, bits, target)
    return waiting, bits, target


@njit(**SERIAL)
def deflated(source, length, target, last, adler):
    """Pack `length` bytes at an address; the packed form needs at most 2 × length + ROOM bytes at `target`.

    last: whether these are the last; if not, what follows can simply be put behind. adler: the Adler-32 (RFC
    1950) of all bytes before. Returns how many bytes there are, and the Adler-32 with them.
    """
    begins = target
    low, high = uint64(adler & 0xFFFF), uint64(adler >> 16)
    tail = bytes_at(source + length // 8 * 8, length % 8)
    counts = np.zeros(SYMBOLS, np.int64)
    _count(source, length, counts)
    lengths = _lengths(counts)
    codes = _codes(lengths)
    waiting, bits, target = _header(lengths, last, target)
    run = 0
    for number in range((length // 8 + GROUP - 1) // GROUP):
        words = _group(source, length, number)
        if number % CHECKED == 0:
            low, high = low % ADLER, high % ADLER
        if _empty(words):
            run += 8 * GROUP
            high += uint64(8 * GROUP) * low
            continue
        for k in range(words.shape[0]):
            word = words[k]
            if word == uint64(0):
                run += 8
                high += uint64(8) * low
                continue
            if run:
                waiting, bits, target = _run(waiting, bits, target, codes, run)
                run = 0
            even, odd = word & EVEN, (word >> uint64(8)) & EVEN  # four bytes each, with room between them
            high += uint64(8) * low + (even * WEIGHTS[0] >> uint64(48)) + (odd * WEIGHTS[1] >> uint64(48))
            low += (even + odd) * ALIKE >> uint64(48)
            waiting, bits = _with(waiting, bits, codes[word & BYTE])
            waiting, bits = _with(waiting, bits, codes[(word >> uint64(8)) & BYTE])
            waiting, bits = _with(waiting, bits, codes[(word >> uint64(16)) & BYTE])
            waiting, bits = _with(waiting, bits, codes[(word >> uint64(24)) & BYTE])
            waiting, bits, target = _written(waiting, bits, target)
            waiting, bits = _with(waiting, bits, codes[(word >> uint64(32)) & BYTE])
            waiting, bits = _with(waiting, bits, codes[(word >> uint64(40)) & BYTE])
            waiting, bits = _with(waiting, bits, codes[(word >> uint64(48)) & BYTE])
            waiting, bits = _with(waiting, bits, codes[word >> uint64(56)])
            waiting, bits, target = _written(waiting, bits, target)
    if run:
        waiting, bits, target = _run(waiting, bits, target, codes, run)
    for k in range(tail.shape[0]):
        waiting, bits = _with(waiting, bits, codes[tail[k]])
        waiting, bits, target = _written(waiting, bits, target)
        low += uint64(tail[k])
        high += low
    waiting, bits = _with(waiting, bits, codes[END])
    waiting, bits, target = _written(waiting, bits, target)
    if not last:  # an empty block without codes begins with three zeros, and then with a new byte
        bits += uint64(3)
    waiting, bits, target = _written(waiting, bits + uint64(7), target)
    if not last:
        waiting, bits, target = _written(uint64(0xFFFF0000), uint64(32), target)
    return target - begins, int64(high % ADLER) << 16 | int64(low % ADLER)
