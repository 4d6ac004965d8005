# %% [markdown]
# Typical wrong answers of P0. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="energy" misconception="watts-not-kilowatts"
def energy_kwh(power_w: float, hours: float) -> float:
    return power_w * hours


# %% exercise="energy" misconception="no-return"
def energy_kwh(power_w: float, hours: float) -> float:
    print(power_w * hours / 1000)


# %% exercise="energy" misconception="whole-numbers"
def energy_kwh(power_w: float, hours: float) -> float:
    return power_w * hours // 1000


# %% exercise="energy" misconception="wrong-energy"
def energy_kwh(power_w: float, hours: float) -> float:
    return power_w / 1000 / hours


# %% exercise="energy" misconception="not-a-number"
def energy_kwh(power_w: float, hours: float) -> str:
    return f"{power_w * hours / 1000} kWh"


# %% exercise="energy" misconception="rounded"
def energy_kwh(power_w: float, hours: float) -> float:
    return round(power_w * hours / 1000, 2)


# %% exercise="daily-units" misconception="wrong-sign"
def daily_units(readings: list[int]) -> list[int]:
    return [readings[i] - readings[i + 1] for i in range(len(readings) - 1)]


# %% exercise="daily-units" misconception="no-return"
def daily_units(readings: list[int]) -> list[int]:
    for i in range(1, len(readings)):
        print(readings[i] - readings[i - 1])


# %% exercise="daily-units" misconception="return-in-loop"
def daily_units(readings: list[int]) -> list[int]:
    days = []
    for i in range(1, len(readings)):
        days.append(readings[i] - readings[i - 1])
        return days
    return days


# %% exercise="daily-units" misconception="last-day-lost"
def daily_units(readings: list[int]) -> list[int]:
    return [readings[i] - readings[i - 1] for i in range(1, len(readings) - 1)]


# %% exercise="daily-units" misconception="changes-list"
def daily_units(readings: list[int]) -> list[int]:
    days = []
    while len(readings) > 1:
        first = readings.pop(0)
        days.append(readings[0] - first)
    return days


# %% exercise="daily-units" misconception="wrong-length"
def daily_units(readings: list[int]) -> list[int]:
    return [readings[i] - readings[i - 1] if i else readings[0] for i in range(len(readings))]


# %% exercise="daily-units" misconception="not-a-list"
def daily_units(readings: list[int]) -> int:
    return readings[-1] - readings[0]


# %% exercise="daily-units" misconception="wrong-days"
def daily_units(readings: list[int]) -> list[int]:
    return [reading - readings[0] for reading in readings[1:]]


# %% exercise="daily-units" misconception="one-reading"
def daily_units(readings: list[int]) -> list[int]:
    days = [readings[i] - readings[i - 1] for i in range(1, len(readings))]
    return days or [0]


# %% exercise="hex-bytes" misconception="characters-not-bytes"
def hex_bytes(text: str) -> str:
    return " ".join(f"{ord(letter):02x}" for letter in text)


# %% exercise="hex-bytes" misconception="lost-zero"
def hex_bytes(text: str) -> str:
    return " ".join(f"{number:x}" for number in text.encode("utf-8"))


# %% exercise="hex-bytes" misconception="no-spaces"
def hex_bytes(text: str) -> str:
    return "".join(f"{number:02x}" for number in text.encode())


# %% exercise="hex-bytes" misconception="space-at-end"
def hex_bytes(text: str) -> str:
    written = ""
    for number in text.encode("utf-8"):
        written += f"{number:02x} "
    return written


# %% exercise="hex-bytes" misconception="with-0x"
def hex_bytes(text: str) -> str:
    return " ".join(hex(number) for number in text.encode("utf-8"))


# %% exercise="hex-bytes" misconception="decimal"
def hex_bytes(text: str) -> str:
    return " ".join(str(number) for number in text.encode("utf-8"))


# %% exercise="hex-bytes" misconception="wrong-hex"
def hex_bytes(text: str) -> str:
    return " ".join(f"{number:02x}" for number in text.encode("utf-16"))


# %% exercise="hex-bytes" misconception="not-text"
def hex_bytes(text: str) -> list[str]:
    return [f"{number:02x}" for number in text.encode("utf-8")]


# %% exercise="peak-hours" misconception="wrong-axis"
def peak_hours(load_mw: np.ndarray) -> np.ndarray:
    return load_mw.argmax(axis=0)


# %% exercise="peak-hours" misconception="value-not-hour"
def peak_hours(load_mw: np.ndarray) -> np.ndarray:
    return load_mw.max(axis=1)


# %% exercise="peak-hours" misconception="whole-table"
def peak_hours(load_mw: np.ndarray) -> np.ndarray:
    return load_mw.argmax()


# %% exercise="peak-hours" misconception="hours-from-1"
def peak_hours(load_mw: np.ndarray) -> np.ndarray:
    return load_mw.argmax(axis=1) + 1


# %% exercise="peak-hours" misconception="wrong-hours"
def peak_hours(load_mw: np.ndarray) -> np.ndarray:
    return load_mw.argmin(axis=1)


# %% exercise="peak-hours" misconception="no-return"
def peak_hours(load_mw: np.ndarray) -> np.ndarray:
    print(load_mw.argmax(axis=1))


# %% exercise="mend" misconception="not-mended"
def average_kw(readings: list[float]) -> float:
    total = 0
    for i in range(1, len(readings)):
        total += readings[i]
    return total // len(readings)


# %% exercise="mend" misconception="whole-division"
def average_kw(readings: list[float]) -> float:
    return sum(readings) // len(readings)


# %% exercise="mend" misconception="first-reading-lost"
def average_kw(readings: list[float]) -> float:
    return sum(readings[1:]) / len(readings)


# %% exercise="mend" misconception="return-in-loop"
def average_kw(readings: list[float]) -> float:
    total = 0
    for reading in readings:
        total += reading
        return total / len(readings)


# %% exercise="mend" misconception="rounded"
def average_kw(readings: list[float]) -> float:
    return round(sum(readings) / len(readings), 2)


# %% exercise="mend" misconception="wrong-average"
def average_kw(readings: list[float]) -> float:
    return sum(readings[1:]) / (len(readings) - 1)


# %% exercise="mend" misconception="no-return"
def average_kw(readings: list[float]) -> float:
    print(sum(readings) / len(readings))


# %% exercise="mend" misconception="not-a-number"
def average_kw(readings: list[float]) -> str:
    return f"{sum(readings) / len(readings):.2f}"


# %% exercise="quiz" misconception="not-recorded"
answers = "b a c b c a b c a b"

# %% exercise="quiz" misconception="q1-none"
answers = quiz.record(QUESTIONS, "a a c a c a a c a b")

# %% exercise="quiz" misconception="q2-names"
answers = quiz.record(QUESTIONS, "b b c a c a a c a b")

# %% exercise="quiz" misconception="q3-cell-order"
answers = quiz.record(QUESTIONS, "b a a a c a a c a b")

# %% exercise="quiz" misconception="q4-characters-not-bytes"
answers = quiz.record(QUESTIONS, "c a c a c a c c a b")

# %% exercise="quiz" misconception="q5-two-digits"
answers = quiz.record(QUESTIONS, "a a c b a a c c a b")

# %% exercise="quiz" misconception="q6-byte-is-number"
answers = quiz.record(QUESTIONS, "a a c b c b a c a b")

# %% exercise="quiz" misconception="q7-slice"
answers = quiz.record(QUESTIONS, "a a c b c b c c a b")

# %% exercise="quiz" misconception="q8-same-list"
answers = quiz.record(QUESTIONS, "a a c b c b b a a b")

# %% exercise="quiz" misconception="q9-axis"
answers = quiz.record(QUESTIONS, "a a c b c b b c b b")

# %% exercise="quiz" misconception="q10-read-the-check"
answers = quiz.record(QUESTIONS, "- - - - - - b c a a")
