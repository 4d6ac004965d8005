# %% [markdown]
r"""
# B4 · Difficulty and time

**Minutes:** 75 · **Prerequisites:** B2 (bits, targets, difficulty)

**After this you can:**

- *estimate* the network's hashrate from the difficulty
- *compute* a retarget exactly as every node does
- *explain* the gap that the rule does not count
- *check* the time of a block
- *predict* what a hashrate shock does to blocks and difficulty
"""

# %% [markdown]
r"""
## Story

In May 2025 the government named [2,000 MW](#fact-first-phase-power) for mining and AI data centres.

The rest of this case is invented. A seller of machines stands before a district council. "Fill this power with our machines," he says. "More machines find more blocks, so there is more for everybody." Rukhsana, who teaches physics, asks: "And two weeks later?" The seller does not know.

Bitcoin has a rule against him. Every 2,016 blocks each node measures how long they took, and moves the target. The rule sees no machine and no megawatt, only the times that miners wrote into block headers. You will build it to the last bit. You will also find its famous mistake: it counts one gap too few.
"""

# %%
# Run this cell first.
import numpy as np

from labs import check
from labs.mining.difficulty import GENESIS_TIME, recorded

PERIOD = 2016  # blocks between two changes of the target
AIM_S = 600  # seconds that a block should take
TWO_WEEKS_S = PERIOD * AIM_S  # 1,209,600 seconds
LIMIT = 2**224 - 1  # the easiest target of the main network; its compact form is 1d00ffff


def bits_to_target(bits: int) -> int:
    """The target that compact bits mean: your tool from lab B2, for valid bits."""
    size, digits = bits >> 24, bits & 0x007FFFFF
    return digits << 8 * (size - 3) if size >= 3 else digits >> 8 * (3 - size)


def target_to_bits(t: int) -> int:
    """The compact form of a target, cut off to three bytes of digits: your tool from lab B2."""
    size = (t.bit_length() + 7) // 8
    digits = t << 8 * (3 - size) if size <= 3 else t >> 8 * (size - 3)
    if digits & 0x00800000:
        digits >>= 8
        size += 1
    return size << 24 | digits


# %% [markdown]
r"""
## 1 · How fast is the world?

Nobody can count the world's mining machines. But you can estimate their *hashrate*, in hashes per second (H/s). From lab B2 you know: at difficulty D a block needs D × 2³² hashes on average. And the rule aims at one block in 600 seconds.

The example turns power into hashrate. J/TH means joules per 10¹² hashes, and a watt is a joule per second, so W ÷ (J/TH) gives TH/s.

Predict first: are [2,000 MW](#fact-first-phase-power) of new machines a tenth, a hundredth or a thousandth of the world's hashrate? The check below tells how large that was at a difficulty of [144.4 trillion](#fact-difficulty-feb-2026).
"""

# %%
power_w = 2_000 * 10**6  # fact: first-phase-power
efficiency_j_per_th = 17.5  # fact: asic-s21-efficiency
new_th_per_s = power_w / efficiency_j_per_th
print(f"{new_th_per_s:.4g} TH/s = {new_th_per_s * 1e12:.4g} H/s = {new_th_per_s / 1e6:.1f} EH/s")


# %% nbgrader={"grade_id": "network-hashrate", "solution": true} hunar={"exercise": "network-hashrate", "title": "network_hashrate"}
def network_hashrate(difficulty: float) -> float:
    """The hashrate, in H/s, that finds one block in 600 seconds on average.

    difficulty: a number above 0. A block needs difficulty × 2**32 hashes on average.
    Example: network_hashrate(1) is about 7.158e6.
    """
    ### BEGIN SOLUTION
    return difficulty * 2**32 / 600
    ### END SOLUTION


# %% nbgrader={"grade_id": "network-hashrate-check", "grade": true, "points": 2} hunar={"exercise": "network-hashrate", "title": "network_hashrate: check"}
got = network_hashrate(1)
check.is_number(got, name="network_hashrate(1)")
assert abs(got * 600 - 1) > 1e-3, "[no-2-to-32] At difficulty 1 a block needs 2**32 hashes, not one."
assert got >= 1, "[other-unit] Return hashes per second, H/s; not TH/s or EH/s."
assert abs(got / 2**32 - 1) > 1e-3, (
    "[per-block] These are hashes per block. Divide by the seconds that a block takes."
)
assert abs(got / 7.158e6 - 1) < 1e-3, "[wrong-hashrate] Expected about 7.158e6 H/s: 2**32 hashes in 600 s."
world_eh_per_s = network_hashrate(144.4e12) / 1e18  # fact: difficulty-feb-2026
print("network_hashrate looks right. The world in February 2026:", round(world_eh_per_s), "EH/s")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Hashes per second are hashes per block, divided by seconds per block.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`hashes = difficulty times 2**32`, then `return hashes / 600`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ایک بلاک کے لیے اوسطاً difficulty × 2³² ہیش چاہییں۔ انہیں 600 سیکنڈ پر تقسیم کریں۔
</details>
"""

# %% nbgrader={"grade_id": "network-hashrate-hidden", "grade": true, "points": 3} hunar={"exercise": "network-hashrate", "title": "network_hashrate: real and tiny difficulties"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant

drawn = float(variant.rng("b4-difficulty").uniform(2, 5000))
for d in (144.4e12, 16307.42, drawn, 4.6565423739069247e-10):
    got = network_hashrate(d)
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] network_hashrate must return a number."
    )
    right = d * 2**32 / 600
    assert abs(got / right * 2**32 - 1) > 1e-3, (
        "[no-2-to-32] The factor 2**32 is missing: hashes per unit of difficulty."
    )
    assert abs(got / right - 600) > 1, (
        "[per-block] These are hashes per block. Divide by the seconds that a block takes."
    )
    assert abs(got / right - 60) > 0.1, (
        "[minutes] A block takes 10 minutes, but the unit is hashes per second: 600 s."
    )
    assert abs(got / right * 1e12 - 1) > 1e-3 and abs(got / right * 1e18 - 1) > 1e-3, (
        "[other-unit] The unit is H/s, not TH/s or EH/s."
    )
    assert abs(got / right - 1) <= 1e-4, (
        "[wrong-hashrate] The hashrate differs. It grows with the difficulty, which may also be below 1."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Which two times?

Blocks 0 to 2,015 are the first *period*, blocks 2,016 to 4,031 the second, and so on. When a new period begins, the rule looks back. It reads two times only: of the *first* and the *last* block of the period that just ended. Nothing in between counts.

Between 5 fence posts there are 4 gaps. Predict: how many gaps lie between the first and the last of 2,016 blocks?

The example uses 2,017 recorded blocks. Bitcoin Core's developers mined them for a test, as another beginning of the main chain. The proof of work in them is real; they are not part of Bitcoin's history.
"""

# %%
chain_times = [GENESIS_TIME, *(time for time, nonce in recorded())]
posts = chain_times[:5]
gaps = [posts[i + 1] - posts[i] for i in range(4)]
print("5 blocks, 4 gaps of", gaps, "seconds; together", posts[4] - posts[0])
print("from block 0 to block", len(chain_times) - 1, "-", chain_times[-1] - chain_times[0], "seconds")


# %% nbgrader={"grade_id": "period-times", "solution": true} hunar={"exercise": "period-times", "title": "period_times"}
def period_times(height: int, times: list[int]) -> tuple[int, int]:
    """Times of the first and the last block of the period that ends just before height.

    height: of the block that begins the next period: 2016, 4032, 6048, …
    times: times[h] is the time of block h, in Unix seconds (since 1 January 1970). The list may go on.
    Returns (first, last).
    Raises ValueError if no new period begins at height, or none ended before it.
    Example: period_times(2016, chain_times) == (1231006505, 1231248322).
    """
    ### BEGIN SOLUTION
    if height < PERIOD or height % PERIOD:
        raise ValueError("no period ends here")
    return times[height - PERIOD], times[height - 1]
    ### END SOLUTION


# %% nbgrader={"grade_id": "period-times-check", "grade": true, "points": 2} hunar={"exercise": "period-times", "title": "period_times: check"}
even_times = [1_700_000_000 + 600 * h for h in range(4033)]
got = period_times(4032, even_times)
assert isinstance(got, (tuple, list)) and len(got) == 2, "[not-a-pair] Return two times: first, last."
got = tuple(got)
assert got != (2016, 4031), "[heights] These are heights. Return the times of these two blocks."
assert got[1] - got[0] != 2016 * 600, (
    "[gap-too-many] That is 2,016 gaps. First and last belong to the same period."
)
assert got == (1_700_000_000 + 600 * 2016, 1_700_000_000 + 600 * 4031), (
    "[wrong-times] First is block height - 2016; last is the block just before height."
)
print("period_times looks right here. What if no period ends at this height?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The block at `height` belongs to the new period already. Count back from it. `%` tells whether a number is a multiple of 2,016.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if height is below 2016, or height % 2016 is not 0: ValueError; return time of block height - 2016, time of block height - 1`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلا بلاک height − 2016 ہے اور آخری height − 1۔ اگر height عدد 2016 سے کم ہو یا اس کا مضرب نہ ہو تو ValueError دیں۔
</details>
"""

# %% nbgrader={"grade_id": "period-times-hidden", "grade": true, "points": 3} hunar={"exercise": "period-times", "title": "period_times: other periods"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

rng = variant.rng("b4-difficulty")
borders = (2016, 4032, 6048, 2016 * int(rng.integers(4, 7)))
size = 2016 * 6 + 12
jumpy = [int(t) for t in 1_650_000_000 + 600 * np.arange(size) + rng.integers(-3000, 3000, size=size)]
for border in borders:
    jumpy[border - 2016] += 7000 + border  # a first time that is not the smallest of its period
    jumpy[border - 1] -= 8000 + border  # and a last one that is not the largest
    jumpy[border - 2000] -= 40_000
    jumpy[border - 20] += 40_000
for height in borders:
    got = period_times(height, list(jumpy))
    assert isinstance(got, (tuple, list)) and len(got) == 2, "[not-a-pair] Return two times: first, last."
    first, last = got
    assert (first, last) != (height - 2016, height - 1), (
        "[heights] Return the times of the two blocks, not their heights."
    )
    assert last != jumpy[height] and (height == 2016 or first != jumpy[height - 2017]), (
        "[gap-too-many] One block belongs to another period. The 2,016 blocks of one period have 2,015 gaps."
    )
    assert first != jumpy[height - 2015], "[gap-too-few] The first block of the period is height - 2016."
    assert (first, last) != (jumpy[height - 1], jumpy[height - 2016]), "[swapped] Return first, then last."
    assert last != jumpy[-1], "[end-of-list] The list goes on after the period. Take block height - 1."
    period = jumpy[height - 2016 : height]
    assert first != min(period) and last != max(period), (
        "[smallest-largest] First and last mean positions in the chain, not the smallest and largest time."
    )
    assert (first, last) == (jumpy[height - 2016], jumpy[height - 1]), (
        "[wrong-times] First is block height - 2016; last is the block just before height."
    )
for height in (0, 1, 1008, 2015, 2017, 3000, 4031):
    assert check.refuses(period_times, height, list(jumpy)), (
        "[no-border] A height where no period ends was accepted. Raise ValueError, also for height 0."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · The retarget

The new target is the old one, scaled by the time that the period took:

new target = old target × seconds ÷ 1,209,600

Slow blocks give a *larger*, easier target. Three details decide whether your node agrees with all others:

1. First *clamp* the seconds: below 302,400 count as 302,400; above 4,838,400 count as 4,838,400. So a target moves by a factor of 4 at most.
2. Whole numbers only: multiply first, then divide by `//`.
3. Last, the result is at most `limit`. Then it becomes compact bits.

Predict the three lines first.
"""

# %%
for days in (7, 28, 2):
    seconds = min(max(days * 86_400, 302_400), 4_838_400)
    print(f"{days:>2} days: a target of 1,000 becomes", 1_000 * seconds // 1_209_600)


# %% nbgrader={"grade_id": "retarget", "solution": true} hunar={"exercise": "retarget", "title": "retarget"}
def retarget(bits: int, t_first: int, t_last: int, limit: int) -> int:
    """The compact bits of the next period.

    bits: of the period that ends. limit: the largest target allowed, a whole number.
    Use Python's own numbers, also min and max: those of numpy have 64 bits, too few for a target.
    t_first, t_last: times of its first and last block, Unix seconds; t_last may even be the smaller one.
    Example: a period of 7 days halves the target,
    retarget(0x1c100000, 1_700_000_000, 1_700_604_800, LIMIT) == 0x1c080000.
    """
    ### BEGIN SOLUTION
    seconds = min(max(t_last - t_first, TWO_WEEKS_S // 4), TWO_WEEKS_S * 4)
    target = bits_to_target(bits) * seconds // TWO_WEEKS_S
    return target_to_bits(min(target, limit))
    ### END SOLUTION


# %% nbgrader={"grade_id": "retarget-check", "grade": true, "points": 6} hunar={"exercise": "retarget", "title": "retarget: check"}
got = retarget(0x1C100000, 1_700_000_000, 1_700_604_800, LIMIT)
check.is_whole_number(got, name="retarget(0x1c100000, 1_700_000_000, 1_700_604_800, LIMIT)")
assert got != 0x080000 << 200, (
    "[target-not-bits] This is the target. Return its compact bits: target_to_bits."
)
assert got != 0x1C200000, "[upside-down] Blocks came too fast, so the target must become smaller."
assert got != 0x1C07FFFF, (
    "[divide-first] Just below half: digits were lost too early. Multiply first, then divide by //."
)
assert got == 0x1C080000, "[wrong-bits] Half the time gives half the target: 0x1c080000."
assert retarget(0x1D00FFFF, 1261130161, 1262152739, LIMIT) == 0x1D00D86A, (
    "[wrong-bits] The first change on the real chain, in December 2009, gave 1d00d86a."
)
print("retarget looks right here. Also for very fast and very slow periods?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Turn bits into a target, do all arithmetic with that whole number, and turn the result back at the very end.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`seconds = t_last - t_first, at least 302400, at most 4838400; target = bits_to_target(bits) * seconds // 1209600; return target_to_bits(the smaller of target and limit)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے سیکنڈوں کو مقررہ حدود میں لائیں، پھر ضرب دیں، پھر // سے تقسیم کریں۔ آخر میں limit سے موازنہ کریں اور bits بنائیں۔
</details>
"""


# %% nbgrader={"grade_id": "retarget-hidden", "grade": true, "points": 9} hunar={"exercise": "retarget", "title": "retarget: as every node computes it"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

from labs import variant


def expand(bits: int) -> int:
    return (bits & 0x7FFFFF) * 256 ** ((bits >> 24) - 3)


def compact(target: int) -> int:
    size = 1
    while target >= 0x80 * 256 ** (size - 1):
        size += 1
    return size * 2**24 + (target * 256**3 // 256**size)


def retarget_or_none(*arguments):
    try:
        return retarget(*arguments)
    except Exception:
        return None


top = 2**224 - 1
start = 1_500_000_000
got = retarget_or_none(0x1B0404CB, start, start + 907_200, top)  # three quarters of the time
target = expand(0x1B0404CB)
assert isinstance(got, Integral) and not isinstance(got, bool), (
    "[not-a-number] Return the compact bits as a whole number. This was text, a float, nothing, or an error."
)
assert got != target * 907_200 // 1_209_600, (
    "[target-not-bits] This is the target. Return its compact bits: target_to_bits."
)
assert got != compact(target * 1_209_600 // 907_200), (
    "[upside-down] The change goes the wrong way: fast blocks must make the target smaller."
)
assert got != compact(target * 907_200 // 1_209_000), (
    "[rule-corrected] The 2,015 gaps are divided by all of 1,209,600 s. That is a mistake, but it is the rule."
)
assert got != 0, (
    "[whole-ratio] seconds // 1209600 alone is a very small whole number. Multiply first, then divide."
)
assert got == compact(target * 907_200 // 1_209_600), (
    "[wrong-bits] An ordinary change went wrong. Which number do you multiply, and by what do you divide?"
)
for bits, seconds, right in ((0x174E0C00, 795_305, 0x173350BC), (0x1B60B700, 1_449_100, 0x1B73DD44)):
    assert retarget_or_none(bits, start, start + seconds, top) == right, (
        "[divide-first] The last digit differs. Multiply by the seconds first, then divide: // cuts something off."
    )
for bits, seconds, right in (
    (0x196C1B00, 1_316_273, 0x1975A39F),
    (0x174FFB00, 1_631_133, 0x176BDA53),
    (0x175E5600, 786_573, 0x173D5826),
):
    assert retarget_or_none(bits, start, start + seconds, top) == right, (
        "[float] The last digit differs: a float was used. Every node must get the same bits, so use * and // only."
    )
for bits, seconds, low in (
    (0x1C05A3F4, 289_434, 0x1C0168FD),
    (0x1A05DB8B, 302_000, None),
    (0x1A05DB8B, 1, None),
):
    got = retarget_or_none(bits, start, start + seconds, top)
    assert got != compact(expand(bits) * seconds // 1_209_600), (
        "[no-clamp] A very fast period moved the target by more than a factor of 4. Count at least 302,400 s."
    )
    assert got == (low or compact(expand(bits) // 4)), (
        "[wrong-clamp] After a very fast period the new target is exactly a quarter, cut off to bits."
    )
for bits, seconds, high in ((0x1C387F6F, 6_048_000, 0x1D00E1FD), (0x1A05DB8B, 4_845_000, None)):
    got = retarget_or_none(bits, start, start + seconds, top)
    assert got != compact(min(expand(bits) * seconds // 1_209_600, top)), (
        "[no-clamp] A very slow period moved the target by more than a factor of 4. Count at most 4,838,400 s."
    )
    assert got == (high or compact(expand(bits) * 4)), (
        "[wrong-clamp] After a very slow period the new target is exactly four times the old one."
    )
for back in (1, 1_000_000):
    assert retarget_or_none(0x1A05DB8B, start, start - back, top) == compact(expand(0x1A05DB8B) // 4), (
        "[clamp-late] The last time may lie before the first. Clamp the seconds first, then multiply."
    )
got = retarget_or_none(0x1D00FFFF, 1231006505, 1233061996, top)
assert got != 0x1D01B304, (
    "[no-limit] The new target is easier than the limit. Take the smaller one of the two."
)
assert got == 0x1D00FFFF, (
    "[wrong-limit] A target above the limit becomes the limit: 1d00ffff on the main network."
)
for limit, word in ((0xFFFF << 200, 0x1C00FFFF), (0x7FFFFF << 232, 0x1D03FFFC)):
    got = retarget_or_none(0x1C00FFFF if limit < top else 0x1D00FFFF, start, start + 5_000_000, limit)
    assert got == word, (
        "[fixed-limit] Another network has another limit. Use the argument limit, not the number of the main network."
    )
rng = variant.rng("b4-difficulty")
for _ in range(40):
    bits = int(rng.integers(0x17, 0x1C)) << 24 | int(rng.integers(0x8000, 0x800000))
    seconds = int(rng.integers(302_400, 4_838_401))
    assert retarget_or_none(bits, start, start + seconds, top) == compact(
        expand(bits) * seconds // 1_209_600
    ), (
        "[wrong-bits] For some periods the bits differ. Compute with whole targets, and go to bits at the very end."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### Ask Bitcoin's own engine

The next cell gives the recorded blocks to the consensus engine of Bitcoin Core. It refuses a block with other bits than its own rule asks for. Do you get the same?
"""

# %% hunar={"grading": "skip"}
from labs.mining.difficulty import replay

engine_bits = list(replay())[-1].bits
your_bits = retarget(0x1D00FFFF, *period_times(2016, chain_times), LIMIT)
print(f"the engine asks for {engine_bits:08x}, you for {your_bits:08x}")

# %% [markdown]
r"""
## 4 · The missing gap

The rule measures 2,015 gaps, yet it compares them with the time for 2,016. So when every block takes exactly 600 seconds, it believes that they came a little too fast, and makes blocks harder. It rests only when the measured gaps together take two weeks.

The example shows it for a small chain with periods of 5 blocks and an aim of 10 seconds. It assumes a constant hashrate and no luck. Predict the third line.
"""

# %%
interval_s = 10.0
for _ in range(3):
    measured_s = 4 * interval_s
    print(f"interval {interval_s} s: 4 gaps take {measured_s} s, the rule wants {5 * 10} s")
    interval_s = interval_s * (5 * 10) / measured_s


# %% nbgrader={"grade_id": "steady-bias", "solution": true} hunar={"exercise": "steady-bias", "title": "steady_bias"}
def steady_bias(period: int = 2016, aim_s: float = 600) -> float:
    """The interval between blocks, in seconds, at which the rule leaves the target alone.

    The rule measures period - 1 gaps and compares them with period * aim_s seconds.
    period: blocks, 2 or more. aim_s: seconds that a block should take.
    Example: steady_bias(5, 10) == 12.5.
    """
    ### BEGIN SOLUTION
    return aim_s * period / (period - 1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "steady-bias-check", "grade": true, "points": 2} hunar={"exercise": "steady-bias", "title": "steady_bias: check"}
got = steady_bias()
check.is_number(got, name="steady_bias()")
assert abs(got - 600) > 1e-6, (
    "[no-bias] At 600 s the 2,015 gaps take less than two weeks: the rule is not at rest."
)
assert got >= 1, "[only-the-drift] Return the whole interval in seconds, not only the difference."
assert got > 600, (
    "[sign] The rule sees fewer gaps, believes blocks are fast, and makes them slower than 600 s."
)
assert abs(got - 600.29777) < 1e-4, "[wrong-interval] 2,015 gaps must take 1,209,600 seconds together."
print("steady_bias looks right here. Does it use both arguments?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

At rest, the measured gaps take exactly the time that the rule wants. How long is then one of them?
</details>

<details><summary>Hint 2: pseudo-code</summary>

`wanted = period * aim_s; gaps = period - 1; return wanted / gaps`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

period − 1 وقفے مل کر period × aim_s سیکنڈ لیں تو ہدف نہیں بدلتا۔ ایک وقفہ کتنا لمبا ہوا؟
</details>
"""

# %% nbgrader={"grade_id": "steady-bias-hidden", "grade": true, "points": 3} hunar={"exercise": "steady-bias", "title": "steady_bias: other chains"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant

drawn = (int(variant.rng("b4-difficulty").integers(20, 500)), 45)
for period, aim_s in ((10, 60), (2, 30), (144, 150), (2016, 600), (2016, 150.0), drawn):
    got = steady_bias(period, aim_s)
    assert isinstance(got, Real) and not isinstance(got, bool), "[not-a-number] Return a number of seconds."
    right = aim_s * period / (period - 1)
    assert abs(got / aim_s - 1) > 1e-9, "[no-bias] This is the aim itself. There the rule is not at rest."
    assert abs(got - (right - aim_s)) > 1e-9 or right == 2 * aim_s, (
        "[only-the-drift] Return the whole interval in seconds, not only the difference."
    )
    assert abs(got - aim_s * (period - 1) / period) > 1e-9, (
        "[sign] The bias goes the other way: blocks become slower than the aim."
    )
    assert abs(got - aim_s * (period + 1) / period) > 1e-9, (
        "[extra-gap] There is one gap less than blocks, not one more."
    )
    assert abs(got - 600 * 2016 / 2015) > 1e-9 or (period, aim_s) == (2016, 600), (
        "[fixed-numbers] Another chain has other numbers. Use period and aim_s."
    )
    assert abs(got / right - 1) <= 1e-9, (
        "[wrong-interval] period - 1 gaps must take period * aim_s seconds together."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · Whose clock?

The time in a header is the miner's word. Nodes keep it within two borders:

- It must be *above* the *median time past* (MTP): sort the times of the last 11 blocks and take the middle one, at position `n // 2`. A young chain has fewer than 11 blocks; then take all of them. Position `n // 2` also holds for an even number.
- It must be *at most* 7,200 seconds ahead of the node's own clock.

So a block may be "older" than the block before it. The median resists a few wild times; a mean does not. Predict both results of the example.
"""

# %%
five = [100, 300, 200, 9_000, 400]
print("mean  :", sum(five) / len(five))
print("median:", sorted(five)[len(five) // 2], "- the list itself keeps its order:", five)


# %% nbgrader={"grade_id": "block-time", "solution": true} hunar={"exercise": "block-time", "title": "mtp and time_ok"}
def mtp(times: list[int]) -> int:
    """The median time past after these blocks, in Unix seconds.

    times: block times in chain order, the latest block last; at least one. They need not rise.
    Uses the last 11, or all if there are fewer. The list stays as it was.
    Example: mtp([100, 300, 200, 9000, 400]) == 300.
    """
    ### BEGIN SOLUTION
    last = sorted(times[-11:])
    return last[len(last) // 2]
    ### END SOLUTION


def time_ok(t: int, times: list[int], now: int) -> bool:
    """True when a node accepts t as the time of the next block, False otherwise.

    t and now: Unix seconds; now is the node's clock. times: as for mtp.
    Example: time_ok(301, [100, 300, 200, 9000, 400], 5000) is True.
    """
    ### BEGIN SOLUTION
    return mtp(times) < t <= now + 7200
    ### END SOLUTION


# %% nbgrader={"grade_id": "block-time-check", "grade": true, "points": 4} hunar={"exercise": "block-time", "title": "mtp and time_ok: check"}
five = [100, 300, 200, 9_000, 400]
got = mtp(list(five))
check.is_whole_number(
    got,
    name="mtp([100, 300, 200, 9000, 400])",
    hint="A mean, or np.median, gives a float. Take one of the sorted times itself.",
)
assert got != 2000, (
    "[mean] This is the mean. One wild time moves it far; take the middle of the sorted times."
)
assert got == 300, "[wrong-median] Sort the times, then take the one at position n // 2."
got = time_ok(301, list(five), 5_000)
assert isinstance(got, (bool, np.bool_)), "[not-a-bool] time_ok must return True or False."
assert got, "[wrong-verdict] 301 is above the median 300 and not in the future. Return True."
assert not time_ok(299, list(five), 5_000), "[no-past-rule] 299 is below the median 300. Return False."
print("mtp and time_ok look right here. What happens exactly at the borders?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First cut, then sort: `times[-11:]` are the last 11 in chain order. `sorted(...)` makes a new list.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`mtp: last = sorted copy of times[-11:]; return last[len(last) // 2]`. `time_ok: is t > mtp(times), and t <= now + 7200?`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے آخری 11 اوقات الگ کریں، پھر sorted سے ترتیب دیں اور درمیان والا لیں۔ t اس سے بڑا ہو، برابر نہیں۔
</details>
"""

# %% nbgrader={"grade_id": "block-time-hidden", "grade": true, "points": 6} hunar={"exercise": "block-time", "title": "mtp and time_ok: borders"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant


def mtp_or_none(values):
    try:
        return mtp(values)
    except Exception:
        return None


def time_ok_or_none(t, values, clock):
    try:
        return time_ok(t, values, clock)
    except Exception:
        return None


base = 1_600_000_000 + int(variant.rng("b4-difficulty").integers(10**8))
offsets = (
    3100,
    9800,
    3700,
    9700,
    5800,
    3600,
    1500,
    2500,
    800,
    3000,
    2100,
    1300,
    5400,
    7100,
    9300,
    3800,
    5900,
)
window = [base + offset for offset in offsets]  # each mistake below finds another time
given = list(window)
got = mtp_or_none(given)
last = window[-11:]
right = sorted(last)[5]
assert isinstance(got, Real) and not isinstance(got, bool), "[not-a-number] mtp must return a time."
assert abs(got - sum(last) / 11) >= 1 and abs(got - sum(window) / len(window)) >= 1, (
    "[mean] This is the mean. Sort the last 11 times and take the middle one."
)
assert got != last[5], "[not-sorted] The middle of the list is not the median. Sort the times first."
assert got != sorted(window)[-11:][5], (
    "[sorted-first] The times were sorted before the cut. First take the last 11 blocks, then sort them."
)
assert got != sorted(window)[len(window) // 2], "[all-blocks] Only the last 11 blocks count, not all of them."
assert got != sorted(window[:11])[5], (
    "[first-11] The last 11 blocks count; these are the first 11 of the list."
)
assert got != sorted(window[-10:])[5] and got != sorted(window[-12:])[6], (
    "[wrong-window] Exactly the last 11 blocks count: not 10, not 12. Then take position n // 2, counted from 0."
)
assert got == right, "[wrong-median] This is not the median of the last 11 times."
assert given == window, (
    "[changed-input] The caller's list was changed. sorted(...) makes a new list; .sort() does not."
)
for n in range(1, 11):
    short = window[-n:]
    got = mtp_or_none(list(short))
    assert got is not None, (
        "[young-chain] mtp breaks when there are fewer than 11 blocks. Then use all of them."
    )
    ordered = sorted(short)
    if n % 2 == 0:
        assert got != (ordered[n // 2] + ordered[n // 2 - 1]) / 2, (
            "[averaged-middle] For an even number of blocks the rule takes position n // 2, not an average."
        )
        assert got != ordered[n // 2 - 1], (
            "[lower-middle] Position n // 2 of the sorted times is the upper middle one."
        )
    assert got == ordered[n // 2], (
        "[young-chain] With fewer than 11 blocks use all of them, at position n // 2."
    )
clock = base + 9_000
got = time_ok_or_none(clock, list(window), clock)
assert isinstance(got, (bool, np.bool_)), "[not-a-bool] time_ok must return True or False."
assert got, "[wrong-verdict] An ordinary time, above the median and not in the future, was refused."
assert time_ok_or_none(right + 1, list(window), clock), (
    "[last-block-time] A time below the block before, but above the median, is allowed. Compare with mtp only."
)
assert not time_ok_or_none(right - 1000, list(window), clock), (
    "[no-past-rule] A time below the median was accepted. Both rules must hold."
)
assert not time_ok_or_none(right, list(window), clock), (
    "[equal-median] A time equal to the median is not allowed: t must be above it."
)
assert time_ok_or_none(right + 1, list(window), clock + 10**6), (
    "[too-old] A time may lie far before the node's clock. Only the median limits it from below."
)
assert time_ok_or_none(clock + 7200, list(window), clock), (
    "[future-border] Exactly 7,200 seconds ahead of the clock is still allowed."
)
assert not time_ok_or_none(clock + 7201, list(window), clock), (
    "[future] A time more than 7,200 seconds ahead of the node's clock was accepted."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Miners come and go

Now put it together. Mining has no memory (lab B2), so the wait for a block follows the *exponential law*. Its mean is

difficulty × 2³² ÷ hashrate

Blocks of one period share one difficulty. When a new period begins, the difficulty changes by the rule: it is multiplied by 1,209,600 and divided by the clamped seconds. Here difficulty may have decimals, and there is no limit.

Take care: the rule knows only the 2,015 waits from a period's first block to its last, never the hashrate.

Predict first: of 10,000 waits with a mean of 600 s, are half longer than the mean, more, or fewer?
"""

# %%
waits_s = np.random.default_rng(7).exponential(600, size=10_000)
print("mean:", round(waits_s.mean()), "s - longer than 600 s:", (waits_s > 600).mean())
print("another mean for each wait:", np.random.default_rng(7).exponential(np.array([600, 1200, 300])))


# %% nbgrader={"grade_id": "simulate", "solution": true} hunar={"exercise": "simulate", "title": "simulate"}
def simulate(hashrate_by_block: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Waiting times and difficulty of a chain, while miners come and go.

    hashrate_by_block: shape (n,), H/s, above 0; element i is in force while block i is searched. n >= 1.
    rng: all luck comes from it, by rng.exponential.
    Returns a dict of two arrays of shape (n,): "interval_s", the wait for block i in seconds (since block i - 1;
    for block 0 since the start), and "difficulty" of block i. Periods begin at i = 0, 2016, 4032, …; the last may be incomplete.
    At first the difficulty fits the first hashrate: hashrate_by_block[0] * 600 / 2**32.
    Example: simulate(np.full(3, 2.0**32), rng)["difficulty"] is [600, 600, 600].
    """
    ### BEGIN SOLUTION
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
    ### END SOLUTION


# %% nbgrader={"grade_id": "simulate-check", "grade": true, "points": 6} hunar={"exercise": "simulate", "title": "simulate: check"}
half_leave = np.repeat([1e21, 0.5e21, 0.5e21], 2016)
got = simulate(half_leave, np.random.default_rng(4))
assert isinstance(got, dict) and {"interval_s", "difficulty"} <= set(got), (
    "[not-a-dict] Return a dict with the keys interval_s and difficulty."
)
check.has_shape(got["interval_s"], (6048,), name='simulate(…)["interval_s"]')
check.has_shape(got["difficulty"], (6048,), name='simulate(…)["difficulty"]')
assert abs(got["difficulty"][0] / (1e21 * 600 / 2**32) - 1) < 1e-9, (
    "[wrong-start] The first difficulty is hashrate_by_block[0] * 600 / 2**32."
)
assert 530 < got["interval_s"][:2016].mean() < 670, (
    "[wrong-mean] At the start blocks take about 600 s: the mean is difficulty * 2**32 / hashrate."
)
assert 1000 < got["interval_s"][2016:4032].mean() < 1400, (
    "[wrong-mean] When half of the miners leave, blocks take twice as long until the period ends."
)
assert 0.42 < got["difficulty"][4032] / got["difficulty"][2016] < 0.6, (
    "[wrong-step] After a period of doubled waits the difficulty must fall to about half."
)
print("simulate looks right here. Is each change exact?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Go period by period. Inside a period the difficulty is one number, so all its waits can be drawn at once.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for start = 0, 2016, 4032, … below n: if start > 0: seconds = sum of interval_s[start - 2015 : start], clamped; difficulty = difficulty * 1209600 / seconds. Fill difficulty[start : start + 2016], and interval_s there with rng.exponential(difficulty * 2**32 / hashrate of these blocks)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر دور (2016 بلاک) میں مشکل ایک ہی رہتی ہے۔ نئے دور کے شروع میں پچھلے 2015 وقفوں کا مجموعہ لیں، حد میں لائیں، پھر مشکل بدلیں۔
</details>
"""


# %% nbgrader={"grade_id": "simulate-hidden", "grade": true, "points": 9} hunar={"exercise": "simulate", "title": "simulate: shocks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def simulated(hashrate: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    got = simulate(hashrate.copy(), np.random.default_rng(seed))
    assert isinstance(got, dict) and {"interval_s", "difficulty"} <= set(got), (
        "[not-a-dict] Return a dict with the keys interval_s and difficulty."
    )
    waits, hard = got["interval_s"], got["difficulty"]
    for values in (waits, hard):
        assert (
            isinstance(values, np.ndarray) and values.shape == hashrate.shape and values.dtype.kind == "f"
        ), (
            "[wrong-arrays] Both results are numpy arrays of floats with one element for each block, also when the last period is incomplete."
        )
    return waits, hard


rng = variant.rng("b4-difficulty")
seed = int(rng.integers(2**32))
crowd = 3e20 * rng.uniform(0.3, 2.0, size=2016 * 7 + 500)  # miners come and go at every block
waits, hard = simulated(crowd, seed)
luck = waits * crowd / (hard * 2**32)  # should be exponential with mean 1
assert np.std(luck) > 0.01, "[no-luck] Every wait equals its mean. Draw it with rng.exponential."
again, _ = simulated(crowd, seed)
other, _ = simulated(crowd, seed + 1)
assert waits[0] > 0, (
    "[first-wait] Block 0 is searched too, so its wait is not 0. Draw a wait for every block."
)
assert np.array_equal(waits, again), (
    "[own-luck] The same rng gave two results. Take all luck from the argument rng."
)
assert not np.array_equal(waits, other), (
    "[fixed-luck] Another rng gave the same waits. Use the argument rng; do not make or seed one yourself."
)
assert np.ptp(hard) > 0, "[no-change] The difficulty never changed. Every 2,016 blocks it must."
fitting = crowd * 600 / 2**32
assert not np.allclose(hard, fitting, rtol=1e-6), (
    "[knows-hashrate] The difficulty was taken from the hashrate. The rule knows only the waits of the last period."
)
assert abs(hard[0] / fitting[0] - 1) <= 1e-9, (
    "[wrong-start] The first difficulty is hashrate_by_block[0] * 600 / 2**32."
)
borders = np.flatnonzero(np.diff(hard)) + 1
assert len(borders) <= 20, (
    "[per-block] The difficulty changed inside a period. It changes only at 2016, 4032, and so on."
)
assert not np.any(borders % 2016 == 1), (
    "[one-late] The difficulty changed one block too late. Block 2016 has the new one already."
)
assert np.array_equal(borders, 2016 * np.arange(1, 8)), (
    "[wrong-borders] The difficulty must change at block 2016, 4032, and so on, and only there."
)
assert abs(np.mean(luck) - 1) <= 0.06, (
    "[wrong-mean] The mean wait is difficulty * 2**32 / hashrate, with the hashrate of the same block."
)
assert abs(np.std(luck) - 1) <= 0.08 and abs(np.mean(luck > 1) - np.exp(-1)) <= 0.03, (
    "[not-exponential] The waits do not follow the exponential law. Draw each by rng.exponential with its own mean."
)
for change in range(1, 8):
    start = 2016 * change
    step = hard[start] / hard[start - 1]
    for known in (fitting[start], fitting[start - 1], fitting[start - 2016 : start].mean()):
        assert abs(hard[start] / known - 1) > 1e-9, (
            "[knows-hashrate] The difficulty was taken from the hashrate. The rule knows only the waits of the last period."
        )
    gaps_2015, gaps_2016 = waits[start - 2015 : start].sum(), waits[start - 2016 : start].sum()
    assert abs(step * 1_209_600 / gaps_2015 - 1) > 1e-9, (
        "[upside-down] Slow blocks must make the difficulty smaller. Multiply by 1,209,600 and divide by the seconds."
    )
    assert abs(step * gaps_2016 / 1_209_600 - 1) > 1e-9, (
        "[gap-too-many] 2,016 waits were counted. From the first to the last block of a period there are 2,015."
    )
    assert abs(step * gaps_2015 / 1_209_000 - 1) > 1e-9, (
        "[rule-corrected] The 2,015 gaps are compared with 1,209,600 seconds. That is a mistake, but it is the rule."
    )
    assert abs(step * gaps_2015 / 1_209_600 - 1) <= 1e-9, (
        "[wrong-step] A change does not follow from the waits of the period before it."
    )
for factor, step in ((6.0, 4.0), (0.1, 0.25)):
    shock = np.full(2016 * 3, 5e20)
    shock[2016:] *= factor
    waits, hard = simulated(shock, seed + 2)
    assert abs(hard[4032] / hard[2016] - 1_209_600 / waits[2017:4032].sum()) > 0.05, (
        "[no-clamp] A shock moved the difficulty by more than a factor of 4. Clamp the seconds to 302,400 and 4,838,400."
    )
    assert abs(hard[4032] / hard[2016] / step - 1) <= 1e-9, (
        "[wrong-clamp] After a very large shock the difficulty changes by exactly 4, or by exactly a quarter."
    )
waits, hard = simulated(np.array([7e20]), seed)
assert abs(hard[0] / (7e20 * 600 / 2**32) - 1) <= 1e-9 and waits[0] > 0, (
    "[wrong-arrays] A chain of one block must work too."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell lets an invented network live through two shocks, with *your* `simulate`. After two periods half of the miners leave. After five periods six times as many come.

*In words:* on the left, the interval jumps from 10 to about 20 minutes when miners leave, and falls back at the next border. When six times as many come, it drops below 2 minutes; two changes bring it back to 10. On the right, the difficulty follows the dashed line of the hashrate in steps, late, and never by more than a factor of 4.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

miners = np.repeat([1e21, 0.5e21, 3e21], [2 * 2016, 3 * 2016, 4 * 2016])
result = simulate(miners, np.random.default_rng(2026))
day = 144
mean_min = np.convolve(result["interval_s"], np.ones(day) / day, mode="valid") / 60
periods = np.arange(len(miners)) / 2016

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
left.plot(periods[day - 1 :], mean_min, color="#00576b")
left.axhline(10, color="#b34700", linestyle="--", label="10 minutes")
left.set(
    title="Mean of 144 blocks", xlabel="periods of 2,016 blocks", ylabel="minutes per block", ylim=(0, 27)
)
left.legend()
right.plot(periods, result["difficulty"] / 1e12, color="#00576b", label="difficulty")
right.plot(
    periods, miners * 600 / 2**32 / 1e12, color="#b34700", linestyle="--", label="what would fit the hashrate"
)
right.set(
    title="The rule follows, late", xlabel="periods of 2,016 blocks", ylabel="difficulty, 10¹²", ylim=(0, 470)
)
right.legend(loc="upper left")
figure.tight_layout()

# %% [markdown]
r"""
## Where this model is wrong

- Our miners do not think. Real miners switch off when their income falls, so the hashrate answers to the difficulty.
- `network_hashrate` describes an average. Luck alone moves the time of 2,016 blocks by about 2 % (one standard deviation).
- `steady_bias` knows no luck. The rule divides by a random time, and the mean of 1/time is more than 1/mean. With a constant hashrate the average interval is therefore 600 × 2016 ÷ 2014 s: luck adds as much again.
- Our waits are honest. Header times are claims, and because no gap *between* periods is measured, a majority of miners could press the difficulty down with false times. This is the time-warp attack.
- Bitcoin cuts targets off to compact bits; our simulation does not.
"""

# %% [markdown]
r"""
## Reflection ★

A regtest node mines thousands of blocks for you in seconds. Why can it still not teach this lesson live? Say what your simulation and the recorded blocks showed instead, and what neither can show. What should Rukhsana's council ask the seller? Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear sentence why regtest cannot show a retarget | 2 |
| **Evidence:** a result or a test of yours, with its date | 3 |
| **Limits of the model:** what simulation and recording leave out | 3 |
| **Consequence:** who is misled by a fixed difficulty, one demand | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
Regtest cannot show a retarget because the rule is switched off there on purpose: developers want blocks at once, always at the same easiest target. (2)

On 23 November 2026 I mined 2,017 blocks on my own node. `getblockheader` says 207fffff for the first and for the last. My `simulate`, however, cut the difficulty to about half when half of the miners left, and from the recorded blocks I computed 1c3fffc0, which Bitcoin's own engine also asked for. (3)

Neither shows people. My hashrate is a list that I wrote before; real miners leave when they lose money, so cause and effect run in both directions. The times are honest, and transactions, fees and delays between nodes are missing. (3)

A council that trusts a table with fixed difficulty is misled: the first machines in the world gain for two weeks, later all share the same coins, and the district has paid for the lines. It should demand the seller's table with a difficulty that grows every year. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. In February 2026 the difficulty rose from [125.86 trillion](#fact-difficulty-early-feb-2026) to [144.4 trillion](#fact-difficulty-feb-2026). How many days had the period taken?
2. Let the hashrate answer: after each change, a tenth of the miners leaves if the difficulty rose, and returns if it fell. Does your chain swing?
3. Build a time-warp: give the last block of each period a time two hours ahead, and all others the smallest that `time_ok` allows. What does `retarget` do?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">hashrate</span> · ہیش ریٹ</td><td>فی سیکنڈ ہیش کی تعداد</td></tr>
<tr><td><span lang="en" dir="ltr">difficulty</span></td><td>مشکل: آسان ترین ہدف سے کتنے گنا</td></tr>
<tr><td><span lang="en" dir="ltr">retarget</span></td><td>ہر 2016 بلاک بعد ہدف کا نیا تعین</td></tr>
<tr><td><span lang="en" dir="ltr">period</span></td><td>دور: 2016 بلاک</td></tr>
<tr><td><span lang="en" dir="ltr">clamp</span></td><td>عدد کو مقررہ حدود میں رکھنا</td></tr>
<tr><td><span lang="en" dir="ltr">median time past</span></td><td>آخری 11 بلاکوں کے اوقات کا وسطانیہ</td></tr>
<tr><td><span lang="en" dir="ltr">exponential law</span></td><td>ایسے انتظار کا قانون جو گزرا ہوا وقت یاد نہیں رکھتا</td></tr>
<tr><td><span lang="en" dir="ltr">simulation</span></td><td>کمپیوٹر پر فرضی تجربہ</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- Bitcoin Core 29.0, `src/pow.cpp`, `src/validation.cpp`, `src/kernel/chainparams.cpp` and `src/test/pow_tests.cpp`, April 2025 (grade A)
- Bitcoin Core, `test/functional/data/mainnet_alt.json`, 2025: the recorded blocks (A; the engine checks them)
- Headers of Bitcoin's blocks 0, 30,240 and 32,255, January and December 2009 (A; the tests recompute their bits)
- BIP 113, *Median time-past as endpoint for lock-time calculations*, August 2015, and BIP 94, *Testnet 4*, May 2024, on the time-warp (A)
"""
