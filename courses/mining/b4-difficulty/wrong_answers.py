# %% [markdown]
# Typical wrong answers of B4. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="network-hashrate" misconception="no-2-to-32"
def network_hashrate(difficulty: float) -> float:
    return difficulty / 600


# %% exercise="network-hashrate" misconception="per-block"
def network_hashrate(difficulty: float) -> float:
    return difficulty * 2**32


# %% exercise="network-hashrate" misconception="minutes"
def network_hashrate(difficulty: float) -> float:
    return difficulty * 2**32 / 10


# %% exercise="network-hashrate" misconception="other-unit"
def network_hashrate(difficulty: float) -> float:
    return difficulty * 2**32 / 600 / 1e12


# %% exercise="network-hashrate" misconception="other-unit"
def network_hashrate(difficulty: float) -> float:
    return difficulty * 2**32 / 600 / 1e18


# %% exercise="network-hashrate" misconception="wrong-hashrate"
def network_hashrate(difficulty: float) -> float:
    return 2**32 / 600 / difficulty


# %% exercise="network-hashrate" misconception="wrong-hashrate"
def network_hashrate(difficulty: float) -> float:
    return int(difficulty) * 2**32 / 600


# %% exercise="network-hashrate" misconception="not-a-number"
def network_hashrate(difficulty: float) -> str:
    return f"{difficulty * 2**32 / 600} H/s"


# %% exercise="period-times" misconception="gap-too-many"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return times[height - 2016], times[height]


# %% exercise="period-times" misconception="gap-too-many"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return times[height - 2017], times[height - 1]


# %% exercise="period-times" misconception="gap-too-few"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return times[height - 2015], times[height - 1]


# %% exercise="period-times" misconception="heights"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return height - 2016, height - 1


# %% exercise="period-times" misconception="swapped"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return times[height - 1], times[height - 2016]


# %% exercise="period-times" misconception="end-of-list"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return times[height - 2016], times[-1]


# %% exercise="period-times" misconception="smallest-largest"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    period = times[height - 2016 : height]
    return min(period), max(period)


# %% exercise="period-times" misconception="no-border"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    return times[height - 2016], times[height - 1]


# %% exercise="period-times" misconception="no-border"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height % 2016:
        raise ValueError("no border")
    return times[height - 2016], times[height - 1]


# %% exercise="period-times" misconception="not-a-pair"
def period_times(height: int, times: list[int]) -> int:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return times[height - 1] - times[height - 2016]


# %% exercise="period-times" misconception="wrong-times"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    if height < 2016 or height % 2016:
        raise ValueError("no border")
    return times[0], times[height - 1]


# %% exercise="period-times" misconception="wrong-times"
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    known = {2016: (1231006505, 1231248322), 4032: (1_701_209_600, 1_702_418_600)}
    if height not in known:
        raise ValueError("no border")
    return known[height]


# %% exercise="retarget" misconception="clamp-late"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    old = bits_to_target(bits)
    compacted = target_to_bits(abs(old * (t_last - t_first)) // TWO_WEEKS_S)
    target = min(max(bits_to_target(compacted), old // 4), old * 4)
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="no-clamp"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    target = bits_to_target(bits) * (t_last - t_first) // TWO_WEEKS_S
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="no-clamp"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = max(t_last - t_first, TWO_WEEKS_S // 4)
    target = bits_to_target(bits) * seconds // TWO_WEEKS_S
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="no-clamp"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    changed = target_to_bits(bits_to_target(bits) * (t_last - t_first) // TWO_WEEKS_S)
    return min(max(changed, bits // 4), bits * 4, target_to_bits(limit))


# %% exercise="retarget" misconception="wrong-clamp"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 2), TWO_WEEKS_S * 2)
    target = bits_to_target(bits) * seconds // TWO_WEEKS_S
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="wrong-clamp"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = t_last - t_first
    if not TWO_WEEKS_S // 4 <= seconds <= TWO_WEEKS_S * 4:
        seconds = TWO_WEEKS_S
    target = bits_to_target(bits) * seconds // TWO_WEEKS_S
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="float"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    ratio = min(max((t_last - t_first) / TWO_WEEKS_S, 0.25), 4)
    return target_to_bits(min(int(bits_to_target(bits) * ratio), limit))


# %% exercise="retarget" misconception="float"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    difficulty = (0xFFFF << 208) / bits_to_target(bits)
    return target_to_bits(min(int((0xFFFF << 208) / (difficulty * TWO_WEEKS_S / seconds)), limit))


# %% exercise="retarget" misconception="divide-first"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    target = bits_to_target(bits) // TWO_WEEKS_S * seconds
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="whole-ratio"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    target = bits_to_target(bits) * (seconds // TWO_WEEKS_S)
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="no-limit"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    return target_to_bits(bits_to_target(bits) * seconds // TWO_WEEKS_S)


# %% exercise="retarget" misconception="fixed-limit"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    return target_to_bits(min(bits_to_target(bits) * seconds // TWO_WEEKS_S, LIMIT))


# %% exercise="retarget" misconception="wrong-limit"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    target = bits_to_target(bits) * seconds // TWO_WEEKS_S
    if target > limit:
        raise ValueError("too easy")
    return target_to_bits(target)


# %% exercise="retarget" misconception="upside-down"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    target = bits_to_target(bits) * TWO_WEEKS_S // seconds
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="rule-corrected"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    target = bits_to_target(bits) * seconds // (2015 * 600)
    return target_to_bits(min(target, limit))


# %% exercise="retarget" misconception="target-not-bits"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    return min(bits_to_target(bits) * seconds // TWO_WEEKS_S, limit)


# %% exercise="retarget" misconception="wrong-bits"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    return min(bits * seconds // TWO_WEEKS_S, target_to_bits(limit))


# %% exercise="retarget" misconception="not-a-number"
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> str:
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    return f"{target_to_bits(min(bits_to_target(bits) * seconds // TWO_WEEKS_S, limit)):08x}"


# %% exercise="steady-bias" misconception="sign"
def steady_bias(period: int = 2016, aim_s: float = 600) -> float:
    return aim_s * (period - 1) / period


# %% exercise="steady-bias" misconception="no-bias"
def steady_bias(period: int = 2016, aim_s: float = 600) -> float:
    return aim_s


# %% exercise="steady-bias" misconception="only-the-drift"
def steady_bias(period: int = 2016, aim_s: float = 600) -> float:
    return aim_s * period / (period - 1) - aim_s


# %% exercise="steady-bias" misconception="extra-gap"
def steady_bias(period: int = 2016, aim_s: float = 600) -> float:
    return aim_s * (period + 1) / period


# %% exercise="steady-bias" misconception="fixed-numbers"
def steady_bias(period: int = 2016, aim_s: float = 600) -> float:
    return 600 * 2016 / 2015


# %% exercise="steady-bias" misconception="wrong-interval"
def steady_bias(period: int = 2016, aim_s: float = 600) -> float:
    return aim_s * (period - 1)


# %% exercise="steady-bias" misconception="not-a-number"
def steady_bias(period: int = 2016, aim_s: float = 600) -> str:
    return f"{aim_s * period / (period - 1):.4f} s"


# %% exercise="block-time" misconception="equal-median"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) <= t <= now + 7200


# %% exercise="block-time" misconception="mean"
def mtp(times: list[int]) -> int:
    last = times[-11:]
    return sum(last) // len(last)


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="mean"
def mtp(times: list[int]) -> float:
    return float(np.mean(times[-11:]))


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="sorted-first"
def mtp(times: list[int]) -> int:
    last = sorted(times)[-11:]
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="not-sorted"
def mtp(times: list[int]) -> int:
    last = times[-11:]
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="all-blocks"
def mtp(times: list[int]) -> int:
    return sorted(times)[len(times) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="first-11"
def mtp(times: list[int]) -> int:
    first = sorted(times[:11])
    return first[len(first) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="wrong-window"
def mtp(times: list[int]) -> int:
    last = sorted(times[-10:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="wrong-window"
def mtp(times: list[int]) -> int:
    last = sorted(times[-12:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="changed-input"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    times.sort()
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="young-chain"
def mtp(times: list[int]) -> int:
    return sorted(times[-11:])[5]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="averaged-middle"
def mtp(times: list[int]) -> float:
    import statistics

    return statistics.median(times[-11:])


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="lower-middle"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[(len(last) - 1) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="wrong-median"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2 + 1]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 7200


# %% exercise="block-time" misconception="not-a-number"
def mtp(times: list[int]) -> list[int]:
    last = sorted(times[-11:])
    return last[len(last) // 2 : len(last) // 2 + 1]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times)[0] < t <= now + 7200


# %% exercise="block-time" misconception="last-block-time"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return times[-1] < t <= now + 7200


# %% exercise="block-time" misconception="no-past-rule"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return t <= now + 7200


# %% exercise="block-time" misconception="no-past-rule"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return t > mtp(times) or t <= now + 7200


# %% exercise="block-time" misconception="too-old"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return t > mtp(times) and abs(t - now) <= 7200


# %% exercise="block-time" misconception="future-border"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t < now + 7200


# %% exercise="block-time" misconception="future-border"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t <= now + 2 * 60


# %% exercise="block-time" misconception="future"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return mtp(times) < t


# %% exercise="block-time" misconception="not-a-bool"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> str:
    return "yes" if mtp(times) < t <= now + 7200 else ""


# %% exercise="block-time" misconception="wrong-verdict"
def mtp(times: list[int]) -> int:
    last = sorted(times[-11:])
    return last[len(last) // 2]


def time_ok(t: int, times: list[int], now: int) -> bool:
    return not (mtp(times) < t <= now + 7200)


# %% exercise="simulate" misconception="per-block"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for i in range(n):
        if i >= PERIOD:
            seconds = interval_s[i - PERIOD + 1 : i].sum()
            now *= (TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)) ** (1 / PERIOD)
        difficulty[i] = now
        interval_s[i] = rng.exponential(now * 2**32 / hashrate_by_block[i])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="gap-too-many"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for i in range(n):
        if i and i % PERIOD == 0:
            seconds = interval_s[i - PERIOD : i].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        difficulty[i] = now
        interval_s[i] = rng.exponential(now * 2**32 / hashrate_by_block[i])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="rule-corrected"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= 2015 * 600 / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="no-clamp"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            now *= TWO_WEEKS_S / interval_s[start - PERIOD + 1 : start].sum()
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="wrong-clamp"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            step = TWO_WEEKS_S / interval_s[start - PERIOD + 1 : start].sum()
            now *= min(max(step, 0.5), 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="upside-down"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4) / TWO_WEEKS_S
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="knows-hashrate"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    difficulty = hashrate_by_block * 600 / 2**32
    return {"interval_s": rng.exponential(600, size=len(difficulty)), "difficulty": difficulty}


# %% exercise="simulate" misconception="knows-hashrate"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            now = hashrate_by_block[start - PERIOD : start].mean() * AIM_S / 2**32
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="no-change"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    difficulty = np.full(len(hashrate_by_block), hashrate_by_block[0] * AIM_S / 2**32)
    return {"interval_s": rng.exponential(difficulty * 2**32 / hashrate_by_block), "difficulty": difficulty}


# %% exercise="simulate" misconception="one-late"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for i in range(n):
        difficulty[i] = now
        interval_s[i] = rng.exponential(now * 2**32 / hashrate_by_block[i])
        if i and i % PERIOD == 0:
            seconds = interval_s[i - PERIOD + 1 : i].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="wrong-borders"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, 2015):
        if start:
            seconds = interval_s[start - 2015 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + 2015)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="no-luck"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = now * 2**32 / hashrate_by_block[blocks]
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="not-exponential"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.uniform(0, 2 * now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="not-exponential"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        some = hashrate_by_block[blocks]
        interval_s[blocks] = rng.exponential(now * 2**32 / some.mean(), size=len(some))
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="wrong-mean"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(AIM_S, size=len(difficulty[blocks]))
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="wrong-step"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = first = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now = first * TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="wrong-start"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = 1.0
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="own-luck"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = np.random.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="fixed-luck"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(42)
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return {"interval_s": interval_s, "difficulty": difficulty}


# %% exercise="simulate" misconception="not-a-dict"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, n, PERIOD):
        if start:
            seconds = interval_s[start - PERIOD + 1 : start].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        blocks = slice(start, start + PERIOD)
        difficulty[blocks] = now
        interval_s[blocks] = rng.exponential(now * 2**32 / hashrate_by_block[blocks])
    return interval_s, difficulty


# %% exercise="simulate" misconception="wrong-arrays"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    interval_s, difficulty = [], []
    now = hashrate_by_block[0] * AIM_S / 2**32
    for start in range(0, len(hashrate_by_block) - PERIOD + 1, PERIOD):
        if start:
            seconds = interval_s[-1][1:].sum()
            now *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        some = hashrate_by_block[start : start + PERIOD]
        difficulty.append(np.full(PERIOD, now))
        interval_s.append(rng.exponential(now * 2**32 / some))
    return {"interval_s": np.concatenate(interval_s), "difficulty": np.concatenate(difficulty)}


# %% exercise="simulate" misconception="first-wait"
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(hashrate_by_block)
    interval_s, difficulty = np.zeros(n), np.zeros(n)
    difficulty[0] = hashrate_by_block[0] * AIM_S / 2**32
    for i in range(1, n):
        difficulty[i] = difficulty[i - 1]
        if i % PERIOD == 0:
            seconds = interval_s[i - PERIOD + 1 : i].sum()
            difficulty[i] *= TWO_WEEKS_S / min(max(seconds, TWO_WEEKS_S / 4), TWO_WEEKS_S * 4)
        interval_s[i] = rng.exponential(difficulty[i] * 2**32 / hashrate_by_block[i])
    return {"interval_s": interval_s, "difficulty": difficulty}
