"""Writes the WAV files that the fixtures beside this file were encoded from; see README.md."""

import math
import struct
import sys


def wav(path, rate, samples, channels, width):
    """Left 0.4 sin at 440 Hz, right 0.2 sin at 660 Hz, rounded to `width` bytes."""
    top = 2 ** (8 * width - 1)
    body = bytearray()
    for i in range(samples):
        for amplitude, hz in ((0.4, 440), (0.2, 660))[:channels]:
            value = round(amplitude * math.sin(2 * math.pi * hz * i / rate) * top)
            body += (value + 128 if width == 1 else value).to_bytes(width, "little", signed=width > 1)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, channels,
                       rate, rate * channels * width, channels * width, 8 * width, b"data", len(body))
    with open(path, "wb") as file:
        file.write(head + body)


if __name__ == "__main__":
    wav(sys.argv[1], *(int(argument) for argument in sys.argv[2:]))
