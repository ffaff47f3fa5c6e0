"""The wire, slow and obvious: text of bits, splits at zeros, no memory saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER, CRC, LEAST_RUN, VERSION = 16, 4, 21, 1
LONGEST = 20


def crc32(data: bytes) -> int:
    """Divide bit by bit."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0xEDB88320 if remainder & 1 else 0)
    return remainder ^ 0xFFFFFFFF


def stuff(data: bytes) -> bytes:
    """Cut at the zeros, then every piece into blocks."""
    out = b""
    pieces = data.split(b"\0")
    for number, piece in enumerate(pieces):
        rest = piece
        while len(rest) > 254 or (len(rest) == 254 and number < len(pieces) - 1):
            out, rest = out + b"\xff" + rest[:254], rest[254:]
        if len(rest) == 254 and number == len(pieces) - 1:
            return out + b"\xff" + rest
        if rest or number < len(pieces) - 1 or len(piece) < 254:
            out += bytes([len(rest) + 1]) + rest
    return out


def unstuff(data: bytes) -> bytes | None:
    """Walk from block to block."""
    out = b""
    while data:
        code = data[0]
        if code == 0 or code > len(data) or 0 in data[1:code]:
            return None
        out += data[1:code]
        data = data[code:]
        if data and code != 255:
            out += b"\0"
    return out


class Run(NamedTuple):
    """What lies between two delimiters."""

    kind: str
    n_bytes: int
    packet: bytes = b""


def runs(stream: bytes, most: int) -> list[Run]:
    """Cut a whole stream at its zeros and say what each part is; most: bytes of an encoded run."""
    found = []
    for number, part in enumerate(stream.split(b"\0")[:-1]):
        run = Run(*_checked(part, most))
        if number == 0 and run.kind not in ("good", "empty", "version"):
            run = Run("garbage", run.n_bytes)
        found.append(run)
    return found


def _checked(part: bytes, most: int) -> tuple[str, int, bytes]:
    packet = unstuff(part) or b""
    tests: list[tuple[str, Callable[[], bool]]] = [
        ("empty", lambda: not part),
        ("garbage", lambda: len(part) < LEAST_RUN),
        ("too_long", lambda: len(part) > most),
        ("cobs", lambda: unstuff(part) is None),
        ("garbage", lambda: len(packet) < HEADER + CRC),
        ("crc", lambda: crc32(packet[:-CRC]) != int.from_bytes(packet[-CRC:], "little")),
        ("version", lambda: packet[0] != VERSION),
    ]
    kind = next((kind for kind, is_so in tests if is_so()), "good")
    return kind, len(part) + 1, packet[:-CRC] if kind == "good" else b""


def encode_counts(frame: list[list[int]]) -> bytes:
    """Try every way to code each row, and take the first of the shortest."""
    text = ""
    for r, row in enumerate(frame):
        candidates = [
            f"{predictor:02b}{parameter:04b}" + "".join(_codes(frame, r, predictor, parameter))
            for predictor in range(4)
            for parameter in range(15)
        ]
        plain = "001111" + "".join(f"{count % 65536:016b}" for count in row)
        text += min([plain, *candidates], key=len)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8))


def decode_counts(data: bytes, rows: int, columns: int) -> list[list[int]] | None:
    """Take the bits one after the other."""
    bits = "".join(f"{byte:08b}" for byte in data)
    frame: list[list[int]] = []
    for _ in range(rows):
        frame.append([])
        if len(bits) < 6:
            return None
        predictor, parameter, bits = int(bits[:2], 2), int(bits[2:6], 2), bits[6:]
        for c in range(columns):
            left, up = _beside(frame, len(frame) - 1, c)
            if parameter == 15:
                found = _number(bits, 16, 0)
                if found is None:
                    return None
                number, bits = found
                frame[-1].append(_wrapped(number))
                continue
            found = _number(bits, _low_bits(parameter, left, up), LONGEST)
            if found is None:
                return None
            number, bits = found
            difference = -(number + 1) // 2 if number % 2 else number // 2
            frame[-1].append(_wrapped(_predicted(left, up, predictor) + difference))
    if len(bits) > 7 or "1" in bits:
        return None
    return frame


def _codes(frame: list[list[int]], r: int, predictor: int, parameter: int) -> list[str]:
    codes = []
    for c, count in enumerate(frame[r]):
        left, up = _beside(frame, r, c)
        difference = _wrapped(count - _predicted(left, up, predictor))
        number = 2 * difference if difference >= 0 else -2 * difference - 1
        k = _low_bits(parameter, left, up)
        if number >> k >= LONGEST:
            codes.append("0" * LONGEST + f"{number:016b}")
        else:
            low = f"{number % (1 << k):0{k}b}" if k else ""
            codes.append("0" * (number >> k) + "1" + low)
    return codes


def _number(bits: str, k: int, longest: int) -> tuple[int, str] | None:
    """Take a number off the front; longest 0: its k bits alone."""
    zeros = 0
    if longest:
        while zeros < longest:
            if zeros == len(bits):
                return None
            if bits[zeros] == "1":
                break
            zeros += 1
        bits = bits[zeros + 1 :] if zeros < longest else bits[zeros:]
        if zeros == longest:
            k, zeros = 16, 0
    if len(bits) < k:
        return None
    number = (zeros << k) + (int(bits[:k], 2) if k else 0)
    return (number, bits[k:]) if number < 65536 else None


def _beside(frame: list[list[int]], r: int, c: int) -> tuple[int, int]:
    left = frame[r][c - 1] if c else None
    up = frame[r - 1][c] if r else None
    if left is None:
        left = up or 0
    return left, left if up is None else up


def _predicted(left: int, up: int, predictor: int) -> int:
    return (0, left, up, (left + up) // 2)[predictor]


def _low_bits(parameter: int, left: int, up: int) -> int:
    if parameter < 11:
        return parameter
    return max(max(abs(left), abs(up)).bit_length() - (parameter - 11), 0)


def _wrapped(value: int) -> int:
    return (value + 32768) % 65536 - 32768
