# %% [markdown]
# Typical wrong answers of A5. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="is-segwit" misconception="always-true"
def is_segwit(raw: bytes) -> bool:
    return True


# %% exercise="is-segwit" misconception="not-a-bool"
def is_segwit(raw: bytes) -> bytes:
    return raw[4:6]


# %% exercise="is-segwit" misconception="not-found"
def is_segwit(raw: bytes) -> bool:
    return raw[:6] == b"\x02\x00\x00\x00\x00\x01"


# %% exercise="is-segwit" misconception="not-found"
def is_segwit(raw: bytes) -> bool:
    return raw[:2] == b"\x00\x01"


# %% exercise="is-segwit" misconception="wrong-place"
def is_segwit(raw: bytes) -> bool:
    return b"\x00\x01" in raw


# %% exercise="is-segwit" misconception="wrong-place"
def is_segwit(raw: bytes) -> bool:
    return raw[5] == 1


# %% exercise="is-segwit" misconception="wrong-place"
def is_segwit(raw: bytes) -> bool:
    return raw[4] == 0


# %% exercise="parse-tx" misconception="zero-inputs"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = False
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        pass
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="zero-inputs"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = False
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="trailing-bytes"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="cut-short"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        return int.from_bytes(raw[pos : pos + width], "little"), pos + width

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return raw[pos : pos + size], pos + size

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = raw[pos : pos + 32], pos + 32
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos < len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="cut-short"
import struct


def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        return struct.unpack_from({4: "<I", 8: "<Q"}[width], raw, pos)[0], pos + width

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="big-endian"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "big"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="display-order"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {
                "prev": prev[::-1],
                "index": index,
                "script_sig": script_sig,
                "sequence": sequence,
                "witness": [],
            }
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="display-order"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {
                "prev": prev[::-1].hex(),
                "index": index,
                "script_sig": script_sig,
                "sequence": sequence,
                "witness": [],
            }
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="missing-field"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime}


# %% exercise="parse-tx" misconception="missing-field"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return version, inputs, outputs, locktime, base


# %% exercise="parse-tx" misconception="not-bytes"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {
                "prev": prev,
                "index": index,
                "script_sig": script_sig.hex(),
                "sequence": sequence,
                "witness": [],
            }
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey.hex()})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="refuses-good"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not all(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="refuses-good"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = raw[pos], pos + 1
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="wrong-witness"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in reversed(inputs):
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="wrong-field"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        script_pubkey = compact_size(len(script_pubkey)) + script_pubkey
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="wrong-field"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        pos += 4
        sequence = 0xFFFFFFFF
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="base-with-witness"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="wrong-base"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="bad-flag"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:5] == b"\x00"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
        if not any(one["witness"] for one in inputs):
            raise ValueError("segwit form without a witness")
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="no-inputs"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="parse-tx" misconception="empty-witness"
def parse_tx(raw: bytes) -> dict:

    def number(pos: int, width: int) -> tuple[int, int]:
        digits, pos = take(raw, pos, width)
        return int.from_bytes(digits, "little"), pos

    def sized(pos: int) -> tuple[bytes, int]:
        size, pos = read_compact_size(raw, pos)
        return take(raw, pos, size)

    version, pos = number(0, 4)
    segwit = raw[4:6] == b"\x00\x01"
    start = pos = 6 if segwit else 4
    count, pos = read_compact_size(raw, pos)
    if count == 0:
        raise ValueError("no inputs, or a flag that is not 01")
    inputs = []
    for _ in range(count):
        prev, pos = take(raw, pos, 32)
        index, pos = number(pos, 4)
        script_sig, pos = sized(pos)
        sequence, pos = number(pos, 4)
        inputs.append(
            {"prev": prev, "index": index, "script_sig": script_sig, "sequence": sequence, "witness": []}
        )
    outputs = []
    count, pos = read_compact_size(raw, pos)
    for _ in range(count):
        amount_sat, pos = number(pos, 8)
        script_pubkey, pos = sized(pos)
        outputs.append({"amount_sat": amount_sat, "script_pubkey": script_pubkey})
    base = raw[:4] + raw[start:pos] + raw[-4:]
    if segwit:
        for one in inputs:
            count, pos = read_compact_size(raw, pos)
            for _ in range(count):
                piece, pos = sized(pos)
                one["witness"].append(piece)
    locktime, pos = number(pos, 4)
    if pos != len(raw):
        raise ValueError("bytes are left over")
    return {"version": version, "inputs": inputs, "outputs": outputs, "locktime": locktime, "base": base}


# %% exercise="txid" misconception="internal-order"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"]).hex()


def wtxid(raw: bytes) -> str:
    return hash256(raw).hex()


# %% exercise="txid" misconception="reversed-digits"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"]).hex()[::-1]


def wtxid(raw: bytes) -> str:
    return hash256(raw).hex()[::-1]


# %% exercise="txid" misconception="witness-in-txid"
def txid(raw: bytes) -> str:
    return hash256(raw)[::-1].hex()


def wtxid(raw: bytes) -> str:
    return hash256(raw)[::-1].hex()


# %% exercise="txid" misconception="wrong-wtxid"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"])[::-1].hex()


def wtxid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"])[::-1].hex()


# %% exercise="txid" misconception="wrong-wtxid"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"])[::-1].hex()


def wtxid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"] + raw)[::-1].hex()


# %% exercise="txid" misconception="wrong-txid"
def txid(raw: bytes) -> str:
    return hashlib.sha256(parse_tx(raw)["base"]).digest()[::-1].hex()


def wtxid(raw: bytes) -> str:
    return hash256(raw)[::-1].hex()


# %% exercise="txid" misconception="not-text"
def txid(raw: bytes) -> str:
    return hash256(parse_tx(raw)["base"])[::-1]


def wtxid(raw: bytes) -> str:
    return hash256(raw)[::-1]


# %% exercise="vsize" misconception="floor"
def vsize(raw: bytes) -> int:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return weight // 4


# %% exercise="vsize" misconception="rounds"
def vsize(raw: bytes) -> int:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return round(weight / 4)


# %% exercise="vsize" misconception="not-whole"
def vsize(raw: bytes) -> float:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return weight / 4


# %% exercise="vsize" misconception="total-size"
def vsize(raw: bytes) -> int:
    return len(raw)


# %% exercise="vsize" misconception="weight"
def vsize(raw: bytes) -> int:
    weight = 3 * len(parse_tx(raw)["base"]) + len(raw)
    return weight


# %% exercise="vsize" misconception="wrong-vsize"
def vsize(raw: bytes) -> int:
    return (len(parse_tx(raw)["base"]) + 3 * len(raw) + 3) // 4


# %% exercise="run-script" misconception="not-a-bool"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return top


# %% exercise="run-script" misconception="refuses-good"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(key, signature) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="verify-ignored"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    continue
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="top-ignored"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
    except IndexError:
        return False
    return True


# %% exercise="run-script" misconception="negative-zero"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top)


# %% exercise="run-script" misconception="zero-is-true"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return top != b"" and (any(top[:-1]) or top[-1] != 0x80)


# %% exercise="run-script" misconception="true-is-zero"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return top.replace(b"\x80", b"").strip(b"\x00") != b""


# %% exercise="run-script" misconception="looks-below"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        if not stack:
            return False
    except IndexError:
        return False
    return all(any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80") for top in stack)


# %% exercise="run-script" misconception="no-dummy"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys):
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="full-dummy"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                stack.pop()
                if len(signatures) > len(keys):
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="any-order"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = keys
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="any-order"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                good = sum(any(checksig(signature, key) for signature in signatures) for key in keys) >= len(
                    signatures
                )
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="one-key-twice"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                place = 0
                for signature in signatures:
                    while place < len(keys) and not checksig(signature, keys[place]):
                        place += 1
                good = place < len(keys)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="multisig"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = any(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="multisig"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                signatures = pop_many()
                keys = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="raises"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except ZeroDivisionError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="too-few"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if len(stack) > 1 and stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
            else:
                return False
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="run-script" misconception="unknown-op"
def run_script(items: list, stack: list[bytes], checksig: Callable[[bytes, bytes], bool]) -> bool:
    stack = list(stack)

    def pop_many() -> list[bytes]:
        count = int.from_bytes(stack.pop(), "little")
        if count > 20:
            raise IndexError("too many")
        return [stack.pop() for _ in range(count)]

    try:
        for item in items:
            if isinstance(item, bytes):
                stack.append(item)
            elif item == "OP_DUP":
                stack.append(stack[-1])
            elif item == "OP_HASH160":
                stack.append(hash160(stack.pop()))
            elif item == "OP_EQUALVERIFY":
                if stack.pop() != stack.pop():
                    return False
            elif item == "OP_CHECKSIG":
                key, signature = stack.pop(), stack.pop()
                stack.append(b"\x01" if checksig(signature, key) else b"")
            elif item == "OP_CHECKMULTISIG":
                keys = pop_many()
                signatures = pop_many()
                if len(signatures) > len(keys) or stack.pop() != b"":
                    return False
                rest = iter(keys)
                good = all(any(checksig(signature, key) for key in rest) for signature in signatures)
                stack.append(b"\x01" if good else b"")
        top = stack.pop()
    except IndexError:
        return False
    return any(top[:-1]) or top[-1:] not in (b"", b"\x00", b"\x80")


# %% exercise="sighash-v0" misconception="no-amount"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    )


# %% exercise="sighash-v0" misconception="index-big-endian"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + one["index"].to_bytes(4, "big") for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    )


# %% exercise="sighash-v0" misconception="single-hashed"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hashlib.sha256(b"".join(outputs)).digest()
        + u32(tx["locktime"])
        + u32(1)
    )


# %% exercise="sighash-v0" misconception="single-hashed"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hashlib.sha256(b"".join(outpoints)).digest()
        + hashlib.sha256(b"".join(sequences)).digest()
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hashlib.sha256(b"".join(outputs)).digest()
        + u32(tx["locktime"])
        + u32(1)
    )


# %% exercise="sighash-v0" misconception="no-length"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + script_code
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    )


# %% exercise="sighash-v0" misconception="no-type"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
    )


# %% exercise="sighash-v0" misconception="no-type"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + b"\x01"
    )


# %% exercise="sighash-v0" misconception="own-input-only"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(outpoints[i])
        + hash256(sequences[i])
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    )


# %% exercise="sighash-v0" misconception="first-input"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[0]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[0]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    )


# %% exercise="sighash-v0" misconception="one-round"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hashlib.sha256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    ).digest()


# %% exercise="sighash-v0" misconception="display-order"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    )[::-1]


# %% exercise="sighash-v0" misconception="returns-text"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> str:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(tx["locktime"])
        + u32(1)
    ).hex()


# %% exercise="sighash-v0" misconception="wrong-sighash"
def sighash_v0(tx: dict, i: int, script_code: bytes, amount: int) -> bytes:

    def u32(number: int) -> bytes:
        return number.to_bytes(4, "little")

    def sized(script: bytes) -> bytes:
        return compact_size(len(script)) + script

    outpoints = [one["prev"] + u32(one["index"]) for one in tx["inputs"]]
    sequences = [u32(one["sequence"]) for one in tx["inputs"]]
    outputs = [one["amount_sat"].to_bytes(8, "little") + sized(one["script_pubkey"]) for one in tx["outputs"]]
    return hash256(
        u32(tx["version"])
        + hash256(b"".join(outpoints))
        + hash256(b"".join(sequences))
        + outpoints[i]
        + sized(script_code)
        + amount.to_bytes(8, "little")
        + sequences[i]
        + hash256(b"".join(outputs))
        + u32(0)
        + u32(1)
    )


# %% exercise="effective-value" misconception="own-fee"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="feerate-as-fee"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="fixed-size"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * 68


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="wrong-value"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] + feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="hides-negative"
def effective_value(utxo: dict, feerate: int) -> int:
    return max(0, utxo["amount_sat"] - feerate * utxo["input_vsize"])


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="not-whole"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"] / 1


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="change-too-big"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="wrong-change"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost - DUST_SAT
    return change if change >= DUST_SAT else 0


# %% exercise="effective-value" misconception="dust"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return max(change, 0)


# %% exercise="effective-value" misconception="dust"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change


# %% exercise="effective-value" misconception="dust-border"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change > DUST_SAT else 0


# %% exercise="effective-value" misconception="negative-change"
def effective_value(utxo: dict, feerate: int) -> int:
    return utxo["amount_sat"] - feerate * utxo["input_vsize"]


def change_sat(leftover: int, change_cost: int) -> int:
    change = leftover - change_cost
    return change if change >= DUST_SAT or change < 0 else 0


# %% exercise="select-coins" misconception="own-fee"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return None
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 <= sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    enough = target + change_cost + DUST_SAT
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="missed-match"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return None
    enough = target + change_cost + DUST_SAT
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="missed-match"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return None
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 < sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    enough = target + change_cost + DUST_SAT
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="missed-match"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return None
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 <= sum(worth[place] for place in chosen) - target <= 0:
                return list(chosen)
    enough = target + change_cost + DUST_SAT
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="negative-coin"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted((place for place in range(len(utxos)) if True), key=lambda place: -worth[place])
    if sum(worth[place] for place in useful) < target:
        return None
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 <= sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    enough = target + change_cost + DUST_SAT
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="negative-coin"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    for size in range(1, len(utxos) + 1):
        for chosen in combinations(range(len(utxos)), size):
            if 0 <= sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    return list(range(len(utxos))) if sum(worth) >= target else None


# %% exercise="select-coins" misconception="dust-change"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return None
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 <= sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    enough = target
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="dust-change"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return None
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 <= sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    enough = target + change_cost
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="gave-up"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return None
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 <= sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    enough = target + change_cost + DUST_SAT
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return None


# %% exercise="select-coins" misconception="empty-list"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    useful = sorted(
        (place for place in range(len(utxos)) if worth[place] > 0), key=lambda place: -worth[place]
    )
    if sum(worth[place] for place in useful) < target:
        return []
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if 0 <= sum(worth[place] for place in chosen) - target <= change_cost:
                return list(chosen)
    enough = target + change_cost + DUST_SAT
    for size in range(1, len(useful) + 1):
        if sum(worth[place] for place in useful[:size]) >= enough:
            return useful[:size]
    return useful


# %% exercise="select-coins" misconception="not-positions"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[dict] | None:
    chosen, total = [], 0
    for utxo in utxos:
        value = utxo["amount_sat"] - feerate * utxo["input_vsize"]
        if value > 0 and total < target:
            chosen.append(utxo)
            total += value
    return chosen if total >= target else None


# %% exercise="select-coins" misconception="one-coin-twice"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    if sum(value for value in worth if value > 0) < target:
        return None
    best = worth.index(max(worth))
    return [best] * -(-target // worth[best])


# %% exercise="select-coins" misconception="too-little"
def select_coins(utxos: list[dict], target: int, feerate: int, change_cost: int) -> list[int] | None:
    worth = [utxo["amount_sat"] - feerate * utxo["input_vsize"] for utxo in utxos]
    return [worth.index(max(worth))]


# %% exercise="lint-fee" misconception="change-normal"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    return warnings


# %% exercise="lint-fee" misconception="change-normal"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee > 10 * usual and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="false-alarm"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="change-there"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"]:
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="change-there"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not all(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="minimum"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < 1 * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="minimum"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"]:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="minimum-border"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee <= market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="absurd-border"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee >= 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="not-absurd"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="only-one-warning"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    elif fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="only-one-warning"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings = ["change missing"]
    return warnings


# %% exercise="lint-fee" misconception="per-transaction"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - market["feerate"] * 200 >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="negative-fee"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="negative-fee"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        return ["below minimum"]
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings


# %% exercise="lint-fee" misconception="not-a-list"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return ", ".join(warnings)


# %% exercise="lint-fee" misconception="not-a-list"
def lint_fee(inputs: list[dict], outputs: list[dict], vsize: int, market: dict) -> list[str]:
    fee = sum(one["amount_sat"] for one in inputs) - sum(one["amount_sat"] for one in outputs)
    if fee < 0:
        raise ValueError("the outputs take more than the inputs bring")
    usual = market["feerate"] * vsize
    warnings = []
    if fee < market["minimum"] * vsize:
        warnings.append("below minimum")
    if fee > 10 * usual:
        warnings.append("absurd")
    if fee - usual >= market["smallest_change"] and not any(one["ours"] for one in outputs):
        warnings.append("change missing")
    return warnings or None
