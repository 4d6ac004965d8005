# %% [markdown]
# Typical wrong answers of B6. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="p-no-block" misconception="per-day"
def p_no_block(share: float, days: float) -> float:
    return (1 - share) ** days


# %% exercise="p-no-block" misconception="per-day"
def p_no_block(share: float, days: float) -> float:
    return math.exp(-share * days)


# %% exercise="p-no-block" misconception="fixed-number"
def p_no_block(share: float, days: float) -> float:
    return (1 - share) ** (144 * days)


# %% exercise="p-no-block" misconception="at-least-one"
def p_no_block(share: float, days: float) -> float:
    return 1 - math.exp(-144 * share * days)


# %% exercise="p-no-block" misconception="straight-line"
def p_no_block(share: float, days: float) -> float:
    return 1 - 144 * share * days


# %% exercise="p-no-block" misconception="wrong-chance"
def p_no_block(share: float, days: float) -> float:
    return math.exp(-24 * share * days)


# %% exercise="p-no-block" misconception="not-a-number"
def p_no_block(share: float, days: float) -> str:
    return f"{100 * math.exp(-144 * share * days):.2f} %"


# %% exercise="share-difficulty" misconception="no-2-to-32"
def share_difficulty_for(hashrate_th_s: float, shares_per_min: float) -> float:
    return hashrate_th_s * 1e12 * 60 / shares_per_min


# %% exercise="share-difficulty" misconception="minutes"
def share_difficulty_for(hashrate_th_s: float, shares_per_min: float) -> float:
    return hashrate_th_s * 1e12 / shares_per_min / 2**32


# %% exercise="share-difficulty" misconception="no-tera"
def share_difficulty_for(hashrate_th_s: float, shares_per_min: float) -> float:
    return hashrate_th_s * 60 / shares_per_min / 2**32


# %% exercise="share-difficulty" misconception="more-is-harder"
def share_difficulty_for(hashrate_th_s: float, shares_per_min: float) -> float:
    return hashrate_th_s * 1e12 * 60 * shares_per_min / 2**32


# %% exercise="share-difficulty" misconception="wrong-difficulty"
def share_difficulty_for(hashrate_th_s: float, shares_per_min: float) -> float:
    return hashrate_th_s * 1e12 * 60 // (shares_per_min * 2**32)


# %% exercise="share-difficulty" misconception="not-a-number"
def share_difficulty_for(hashrate_th_s: float, shares_per_min: float) -> str:
    return f"{hashrate_th_s * 1e12 * 60 / shares_per_min / 2**32:.1f}"


# %% exercise="pps" misconception="not-weighted"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return reward_sat * len(shares) * (10_000 - fee_bp) // (netdiff * 10_000)


# %% exercise="pps" misconception="round-each-share"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return sum(reward_sat * d * (10_000 - fee_bp) // (netdiff * 10_000) for d in shares)


# %% exercise="pps" misconception="no-fee"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return reward_sat * sum(shares) // netdiff


# %% exercise="pps" misconception="fee-added"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return reward_sat * sum(shares) * (10_000 + fee_bp) // (netdiff * 10_000)


# %% exercise="pps" misconception="fee-unit"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return reward_sat * sum(shares) * (100 - fee_bp) // (netdiff * 100)


# %% exercise="pps" misconception="fee-unit"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return reward_sat * sum(shares) * (1_000 - fee_bp) // (netdiff * 1_000)


# %% exercise="pps" misconception="rounded-twice"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    gross = reward_sat * sum(shares) // netdiff
    return gross - gross * fee_bp // 10_000


# %% exercise="pps" misconception="rounded-up"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return round(reward_sat * sum(shares) * (10_000 - fee_bp) / (netdiff * 10_000))


# %% exercise="pps" misconception="float"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return int(reward_sat * sum(shares) / netdiff * (1 - fee_bp / 10_000))


# %% exercise="pps" misconception="not-satoshi"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> float:
    return reward_sat * sum(shares) * (10_000 - fee_bp) / (netdiff * 10_000)


# %% exercise="pps" misconception="overflow"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return int(reward_sat * np.sum(shares, dtype=np.int64) * (10_000 - fee_bp) // (netdiff * 10_000))


# %% exercise="pps" misconception="wrong-pay"
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    return reward_sat * max(shares) * (10_000 - fee_bp) // (netdiff * 10_000)


# %% exercise="pplns" misconception="lost-satoshi"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    return {worker: reward_sat * own // sum(work.values()) for worker, own in work.items()}


# %% exercise="pplns" misconception="lost-satoshi"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    total = sum(difficulty for _, difficulty in window)
    paid: dict[str, int] = {}
    for worker, difficulty in window:
        paid[worker] = paid.get(worker, 0) + reward_sat * difficulty // total
    return paid


# %% exercise="pplns" misconception="too-many-satoshi"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    return {worker: -(-reward_sat * own // sum(work.values())) for worker, own in work.items()}


# %% exercise="pplns" misconception="not-weighted"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, _ in window:
        work[worker] = work.get(worker, 0) + 1
    total = sum(work.values())
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    left = reward_sat - sum(paid.values())
    for worker in sorted(work, key=lambda name: (-(reward_sat * work[name] % total), name))[:left]:
        paid[worker] += 1
    return paid


# %% exercise="pplns" misconception="last-share-only"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work = dict(window)
    total = sum(work.values())
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    left = reward_sat - sum(paid.values())
    for worker in sorted(work, key=lambda name: (-(reward_sat * work[name] % total), name))[:left]:
        paid[worker] += 1
    return paid


# %% exercise="pplns" misconception="left-to-one"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    total = sum(work.values())
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    best = max(work, key=work.__getitem__)
    paid[best] += reward_sat - sum(paid.values())
    return paid


# %% exercise="pplns" misconception="wrong-pay"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    total = sum(work.values())
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    left = reward_sat - sum(paid.values())
    for worker in sorted(work, key=lambda name: (reward_sat * work[name] % total, name))[:left]:
        paid[worker] += 1
    return paid


# %% exercise="pplns" misconception="wrong-pay"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    total = sum(difficulty for _, difficulty in window)
    paid: dict[str, int] = {}
    above = done = 0
    for name in sorted({worker for worker, _ in window}):
        above += sum(difficulty for worker, difficulty in window if worker == name)
        paid[name] = reward_sat * above // total - done
        done += paid[name]
    return paid


# %% exercise="pplns" misconception="tie-order"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    total = sum(work.values())
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    left = reward_sat - sum(paid.values())
    for worker in sorted(work, key=lambda name: -(reward_sat * work[name] % total))[:left]:
        paid[worker] += 1
    return paid


# %% exercise="pplns" misconception="float"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    total = sum(work.values())
    exact = {worker: reward_sat * own / total for worker, own in work.items()}
    paid = {worker: int(part) for worker, part in exact.items()}
    left = reward_sat - sum(paid.values())
    for worker in sorted(work, key=lambda name: (-(exact[name] % 1), name))[:left]:
        paid[worker] += 1
    return paid


# %% exercise="pplns" misconception="not-satoshi"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, float]:
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    return {worker: reward_sat * own / sum(work.values()) for worker, own in work.items()}


# %% exercise="pplns" misconception="not-a-dict"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> list[int]:
    if not window:
        raise ValueError("no shares")
    total = sum(difficulty for _, difficulty in window)
    return [reward_sat * difficulty // total for _, difficulty in window]


# %% exercise="pplns" misconception="wrong-workers"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[int, int]:
    if not window:
        raise ValueError("no shares")
    total = sum(difficulty for _, difficulty in window)
    return {place: reward_sat * difficulty // total for place, (_, difficulty) in enumerate(window)}


# %% exercise="pplns" misconception="empty-window"
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    total = sum(work.values())
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    left = reward_sat - sum(paid.values())
    for worker in sorted(work, key=lambda name: (-(reward_sat * work[name] % total), name))[:left]:
        paid[worker] += 1
    return paid


# %% exercise="root-from-branch" misconception="wrong-side"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(other + root)
    return root


# %% exercise="root-from-branch" misconception="words-turned"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(root + other)
    return b"".join(root[i : i + 4][::-1] for i in range(0, 32, 4))


# %% exercise="root-from-branch" misconception="words-turned"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(root + b"".join(other[i : i + 4][::-1] for i in range(0, 32, 4)))
    return root


# %% exercise="root-from-branch" misconception="display-order"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(root + other)
    return root[::-1]


# %% exercise="root-from-branch" misconception="display-order"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(root + other[::-1])
    return root


# %% exercise="root-from-branch" misconception="branch-backwards"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in reversed(branch):
        root = hash256(root + other)
    return root


# %% exercise="root-from-branch" misconception="parts-order"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce2 + extranonce1 + coinb2)
    for other in branch:
        root = hash256(root + other)
    return root


# %% exercise="root-from-branch" misconception="extranonce-missing"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(root + other)
    return root


# %% exercise="root-from-branch" misconception="coinbase-not-hashed"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = coinb1 + extranonce1 + extranonce2 + coinb2
    for other in branch:
        root = hash256(root + other)
    return root


# %% exercise="root-from-branch" misconception="one-round"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hashlib.sha256(coinb1 + extranonce1 + extranonce2 + coinb2).digest()
    for other in branch:
        root = hashlib.sha256(root + other).digest()
    return root


# %% exercise="root-from-branch" misconception="wrong-root"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    return hash256(root + b"".join(branch))


# %% exercise="root-from-branch" misconception="not-bytes"
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> str:
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(root + other)
    return root.hex()


# %% exercise="simulate-pool" misconception="only-the-end"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + found.sum(axis=1) - rate * (1 - fee) * days
    return float((balance < 0).mean())


# %% exercise="simulate-pool" misconception="zero-is-ruin"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=1)
    return float((balance <= 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="no-reserve"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = np.cumsum(found - rate * (1 - fee), axis=1)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="no-fee"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate, axis=1)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="fee-added"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 + fee), axis=1)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="never-ruined"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - found * (1 - fee), axis=1)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="survival"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=1)
    return float((balance >= 0).all(axis=1).mean())


# %% exercise="simulate-pool" misconception="count-not-share"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> int:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=1)
    return int((balance < 0).any(axis=1).sum())


# %% exercise="simulate-pool" misconception="not-a-number"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> np.ndarray:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=1)
    return (balance < 0).any(axis=1)


# %% exercise="simulate-pool" misconception="own-luck"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = np.random.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=1)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="fixed-luck"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = np.random.default_rng(1).poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=1)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="wrong-ruin"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=0)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="never-ruined"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + (found - rate * (1 - fee))
    return float((balance < 0).any(axis=1).mean())


# %% exercise="simulate-pool" misconception="rounded-rewards"
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    found = rng.poisson(rate, size=(runs, days))
    balance = int(reserve) + np.cumsum(found - round(rate * (1 - fee)), axis=1)
    return float((balance < 0).any(axis=1).mean())


# %% exercise="selfish" misconception="honest"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return a


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - 2 * g)


# %% exercise="selfish" misconception="wrong-revenue"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + 2 - a * a))


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - 2 * g)


# %% exercise="selfish" misconception="not-divided"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - 2 * g)


# %% exercise="selfish" misconception="no-help"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * 4 * a - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - 2 * g)


# %% exercise="selfish" misconception="help-reversed"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + (1 - g) * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - 2 * g)


# %% exercise="selfish" misconception="help-reversed"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return g / (1 + 2 * g)


# %% exercise="selfish" misconception="outside"
def selfish_revenue(a: float, g: float) -> float:
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - 2 * g)


# %% exercise="selfish" misconception="fixed-threshold"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return 0.5


# %% exercise="selfish" misconception="fixed-threshold"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return 0.25


# %% exercise="selfish" misconception="fixed-threshold"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return 1 / 3


# %% exercise="selfish" misconception="wrong-threshold"
def selfish_revenue(a: float, g: float) -> float:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - g)


# %% exercise="selfish" misconception="not-a-number"
def selfish_revenue(a: float, g: float) -> tuple[float, float]:
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("outside")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3, 1 - a * (1 + (2 - a) * a))


def selfish_threshold(g: float) -> float:
    return (1 - g) / (3 - 2 * g)
