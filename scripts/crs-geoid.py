#!/usr/bin/env python3
"""Writes gis/crs/data/egm96.z: the undulation of the EGM96 geoid each half degree.

    apt-get install proj-data && python3 scripts/crs-geoid.py gis/crs/data/egm96.z

Source: egm96_15.gtx of Debian's proj-data, NGA's (then NIMA's) 15' grid of EGM96,
a work of the United States government and so in the public domain. Every
second row and column is kept, in whole centimetres, each as the difference from
west + south - southwest, sign in the lowest bit, high bytes before low bytes.
"""
import array
import struct
import sys
import zlib

raw = open("/usr/share/proj/egm96_15.gtx", "rb").read()
south, west, dlat, dlon, ny, nx = struct.unpack(">4d2i", raw[:40])
assert (south, west, dlat, dlon, ny, nx) == (-90, -180, 0.25, 0.25, 721, 1440)
grid = array.array("f")
grid.frombytes(raw[40:])
grid.byteswap()
rows = [[round(100 * grid[2 * j * nx + 2 * i]) for i in range(720)] for j in range(361)]
high, low = bytearray(), bytearray()
for j in range(361):
    for i in range(720):
        if j == 0:
            guess = rows[0][i - 1] if i else 0
        elif i == 0:
            guess = rows[j - 1][0]
        else:
            guess = rows[j][i - 1] + rows[j - 1][i] - rows[j - 1][i - 1]
        difference = rows[j][i] - guess
        folded = difference << 1 ^ difference >> 31
        high.append(folded >> 8)
        low.append(folded & 255)
packed = zlib.compress(bytes(high + low), 9)
open(sys.argv[1], "wb").write(packed)
print(len(packed), "bytes")
