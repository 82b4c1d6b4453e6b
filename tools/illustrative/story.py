"""The illustrative figures of the district 2022 - September 2025, before any office writes them down.

Anchors are published figures: in 2023 revenue 540.136 tỷ (about 459 by 24 October), rice 88,800 t,
vegetables 32,700 t, shrimp 4,610 t; in 2024 gross output 1,560.781 / 32,665.544 / 3,229.002 tỷ, 170 poor
households after a fall of 59. All else is made up around the seasons
of the district; `docs/illustrative-data.md` tells the year.
"""

from functools import cache

from . import chance

YEARS = (2022, 2023, 2024)
LAST = (2025, 9)

SHARES = {
    "4": (14, 6, 9, 10, 7.5, 7.5, 9, 6.5, 7, 9.5, 6, 8),
    "5": (7, 7, 7, 7.5, 7.5, 8.5, 7.5, 7.5, 8, 8.5, 9.5, 14.5),
    "1.1": (4, 12, 26, 14, 2, 0, 1, 10, 16, 6, 3, 6),
    "1.2": (10.5, 9, 10, 9, 8, 7, 7, 7, 6.5, 7, 8.5, 10.5),
    "1.3": (6, 5.5, 6.5, 8, 9.5, 11, 11.5, 11, 10.5, 9, 6, 5.5),
    "18": (6, 7, 12, 9, 8, 9, 8.5, 8.5, 9, 8.5, 8, 6.5),
    "25a": (8, 10, 7, 8, 12, 10, 5, 7, 9, 7, 9, 8),
    "births": (8, 7, 7.5, 7.5, 7.5, 8, 8.5, 9, 9.5, 9.5, 9.5, 8.5),
    "1": (27, 24, 26, 23), "2": (22, 24.5, 25.5, 28), "3": (24, 24.5, 25, 26.5),
}  # fmt: skip

# Whole years; 2025 is the year the first nine months run towards.
TOTALS = {
    "4": {2022: 498_420, 2023: 540_136, 2024: 561_870, 2025: 592_000},  # triệu đồng
    "5": {2022: 905_310, 2023: 968_745, 2024: 1_024_630, 2025: 940_000},  # triệu đồng
    "1.1": {2022: 86_950, 2023: 88_800, 2024: 87_420, 2025: 86_700},
    "1.2": {2022: 32_080, 2023: 32_700, 2024: 30_410, 2025: 25_900},
    "1.3": {2022: 4_395, 2023: 4_610, 2024: 4_570, 2025: 4_590},
    "18": {2022: 11_480, 2023: 12_164, 2024: 12_421, 2025: 12_950},
    "25a": {2022: 168, 2023: 161, 2024: 158, 2025: 146},
    "births": {2022: 1_985, 2023: 1_932, 2024: 1_904, 2025: 1_880},
    "1": {2022: 1_513_204, 2023: 1_538_655, 2024: 1_560_781, 2025: 1_580_400},  # triệu đồng
    "2": {2022: 27_118_330, 2023: 29_842_410, 2024: 32_665_544, 2025: 35_480_000},
    "3": {2022: 2_868_970, 2023: 3_041_885, 2024: 3_229_002, 2025: 3_525_000},
}
PLANS = {
    "4": {2022: 470_000, 2023: 522_500, 2024: 545_000, 2025: 581_000},
    "5": {2022: 921_400, 2023: 990_200, 2024: 1_041_500, 2025: 1_085_200},
    "1.1": {2022: 85_000, 2023: 85_000, 2024: 85_000, 2025: 85_000},
    "1.2": {2022: 32_000, 2023: 32_000, 2024: 31_000, 2025: 28_000},
    "1.3": {2022: 4_400, 2023: 4_500, 2024: 4_500, 2025: 4_500},
    "18": {2022: 11_000, 2023: 12_000, 2024: 12_000, 2025: 12_000},
    "25a": {2022: 160, 2023: 155, 2024: 150, 2025: 150},
    "1": {2022: 1_505_000, 2023: 1_535_000, 2024: 1_560_000, 2025: 1_577_950},
    "2": {2022: 27_000_000, 2023: 29_700_000, 2024: 32_600_000, 2025: 35_703_440},
    "3": {2022: 2_860_000, 2023: 3_045_000, 2024: 3_225_000, 2025: 3_422_740},
}
# Plans of shares, levels and reviews in the years before the programme (2025's are in the programme itself).
TARGETS = {
    "7": (0, 1, 2), "9": (40, 55, 70), "10": (1.5, 1.5, 1), "11a": (100,) * 3, "11b": (100,) * 3,
    "12": (100,) * 3, "13": (6, 5.5, 5), "14": (60, 61, 62), "16": (93, 95, 96.5), "17": (75, 77, 78.5),
    "19": (50, 60, 45),
    "20a": (70, 74, 77), "20b": (100,) * 3, "21": (98, 99, 100), "22a": (100,) * 3, "22b": (1,) * 3,
    "23c": (100,) * 3, "24a": (100,) * 3, "24b": (3,) * 3, "25b": (15,) * 3, "25c": (5,) * 3,
    "26a": (95,) * 3, "26b": (95,) * 3,
}  # fmt: skip
# What the owners themselves expect of 2025 ("ước cả năm"): rounder and more hopeful than the months.
OWNER_FORECAST = {
    "4": 600_000, "5": 1_062_000, "1.1": 86_500, "1.2": 28_000, "1.3": 4_500, "18": 12_500, "25a": 152,
    "1": 1_579_000, "2": 35_710_000, "3": 3_425_000,
}  # fmt: skip

SPREAD = {
    "4": 0.06,
    "5": 0.05,
    "1.1": 0.05,
    "1.2": 0.04,
    "1.3": 0.045,
    "18": 0.07,
    "25a": 0.12,
    "births": 0.03,
}
# Tết: 1 February 2022, 22 January 2023, 10 February 2024, 29 January 2025. The part of January and February
# that changes month; production stops in the holiday, taxes are paid before it.
TET = {2022: 0.0, 2023: -0.10, 2024: 0.10, 2025: -0.05}
TET_MEASURES = ("5", "1.2", "1.3", "18", "25a")


@cache
def months(measure: str, year: int) -> tuple[int, ...]:
    """Twelve final monthly figures that add up to the year's total (2025: the first nine are used)."""
    shares = [
        share * (1 + SPREAD[measure] * chance.normal(measure, year, m))
        for m, share in enumerate(SHARES[measure])
    ]
    shift = TET[year] * (shares[0] + shares[1])
    if measure in TET_MEASURES:
        shares[0], shares[1] = shares[0] + shift, shares[1] - shift
    elif measure == "4":
        shares[0], shares[1] = shares[0] - shift, shares[1] + shift
    if (measure, year) == ("4", 2023):  # published: above 459 tỷ by 24 October
        first, rest = sum(shares[:10]), sum(shares[10:])
        part = 459_480 / TOTALS["4"][2023]
        shares = [s * part / first for s in shares[:10]] + [s * (1 - part) / rest for s in shares[10:]]
    return tuple(chance.split(TOTALS[measure][year], shares, measure, year, spread=0.0))


@cache
def quarters(measure: str, year: int) -> tuple[int, ...]:
    """Four quarterly figures, triệu đồng."""
    shares = [
        share * (1 + 0.008 * chance.normal(measure, year, q)) for q, share in enumerate(SHARES[measure])
    ]
    return tuple(chance.split(TOTALS[measure][year], shares, measure, year, spread=0.0))


# First estimates taken back by much: April's revenue still held a refund, February's jobs lacked a list.
FIRST_ESTIMATE = {("4", 2025, 4): 1.068, ("18", 2025, 2): 0.93}


def estimate(measure: str, year: int, month: int) -> int:
    """The month as first reported, about the 24th: rounded, off by two per cent or so."""
    true = months(measure, year)[month - 1]
    if measure == "25a":  # admissions are counted, not estimated
        return true
    first = FIRST_ESTIMATE.get((measure, year, month)) or 1 + 0.018 * chance.normal(
        "first", measure, year, month
    )
    step = 10 if true >= 10_000 else 1
    return int(round(true * first / step)) * step


def to_date(measure: str, year: int, month: int) -> int:
    """Year to date as an office writes it: earlier months as known by now, this month as an estimate."""
    return sum(months(measure, year)[: month - 1]) + estimate(measure, year, month)


# The parts of each in the year's plan, in %; of spending, what investment takes month by month.
WEIGHTS = {"4": (31, 17, 19, 22, 11), "5": (35, 65)}
INVESTED = {
    2025: (8, 13, 18, 21, 24, 30),
    **dict.fromkeys(YEARS, (8, 12, 17, 21, 24, 28, 29, 31, 33, 36, 41, 52)),
}
# Capital of the works of 2025 (triệu đồng) and what was paid of it by the end of each month, in %.
PROJECTS = {
    "5-tan-an": ("Đường liên xã Tân Ân - Phước Tuy", 62_000, (0, 1, 9, 15, 21, 27)),
    "5-tan-trach": ("Đường Tân Trạch - Phước Tuy", 54_000, (0, 0, 1, 6, 9, 12)),
    "5-tuong-dai": ("Tượng đài Chiến thắng Khu di tích lịch sử Ngã tư Rạch Kiến", 32_000, (1, 1, 2, 2, 3, 4)),
    "5-san-van-dong": ("Giải phóng mặt bằng sân vận động huyện", 28_000, (0, 1, 2, 3, 11, 19)),
    "5-phu-xuan": ("Giải phóng mặt bằng Khu tái định cư Phú Xuân", 21_000, (0, 0, 1, 1, 1, 4)),
    "5-quan-su": ("Giải phóng mặt bằng mở rộng Ban Chỉ huy quân sự huyện", 9_500, (3, 9, 31, 78, 94, 100)),
}
REST = ("5-khac", "Các dự án, công trình khác")


@cache
def parts(measure: str, year: int, month: int) -> tuple[int, ...]:
    """What the month's figure is made of, in the order of `labels.PARTS`."""
    weights = list(WEIGHTS[measure])
    if measure == "5":
        invested = INVESTED[year][month - 1]
        weights = [invested, 100 - invested]
    return tuple(
        chance.split(months(measure, year)[month - 1], weights, "parts", measure, year, month, spread=0.06)
    )


def parts_estimated(measure: str, year: int, month: int) -> list[int]:
    """The same of the month as first reported: they add up to its estimate."""
    return chance.split(estimate(measure, year, month), list(parts(measure, year, month)), spread=0.0)


def parts_to_date(measure: str, year: int, month: int) -> list[int]:
    found = [parts(measure, year, m) for m in range(1, month)] + [parts_estimated(measure, year, month)]
    return [sum(part) for part in zip(*found, strict=True)]


def parts_planned(measure: str, year: int) -> list[int]:
    return chance.split(PLANS[measure][year], list(WEIGHTS[measure]), spread=0.0)


def disbursed(month: int) -> dict[str, tuple[str, int, int]]:
    """Name, capital and what was paid by the end of a month of 2025, of each work and of the others together."""
    paid = {i: (name, plan, plan * done[month - 1] // 100) for i, (name, plan, done) in PROJECTS.items()}
    plan, whole = parts_planned("5", 2025)[0], parts_to_date("5", 2025, month)[0]
    rest = (plan - sum(p for _, p, _ in paid.values()), whole - sum(d for _, _, d in paid.values()))
    return paid | {REST[0]: (REST[1], *rest)}


@cache
def births(year: int, month: int) -> tuple[int, int]:
    """(boys, girls) born in the month; chance decides, the true ratio being 106 boys to 100 girls."""
    total = months("births", year)[month - 1]
    boys = chance.binomial(total, 106 / 206, "boys", year, month)
    return boys, total - boys


@cache
def accidents(year: int, month: int) -> tuple[int, int, int]:
    """(cases, deaths, injured) of the month from the 15th before to the 14th."""
    shares = (10, 10, 8, 8, 8, 8, 7.5, 7.5, 8, 8, 8, 9)
    cases = chance.poisson(10.0 * shares[month - 1] / 100, "accidents22", year, month)
    deaths = chance.binomial(cases, 0.5, "deaths22", year, month)
    return cases, deaths, cases - deaths + chance.binomial(cases, 0.35, "injured22", year, month)


@cache
def members(year: int, month: int) -> tuple[int, int, int, int]:
    """(new party members, of them rural youth, workers, business owners)."""
    total = months("25a", year)[month - 1]
    youth = chance.binomial(total, 0.185 if year < 2025 else 0.12, "youth", year, month)
    workers = chance.binomial(total, 0.075, "workers", year, month)
    return total, youth, workers, 1 if (year, month) in ((2023, 11), (2025, 8)) else 0


ONLINE = {2022: 0.36, 2023: 0.57, 2024: 0.715, 2025: 0.795}
LATE = {1: 0.9, 2: 1.0}  # % late, Tết peaks; the hand-over of July 2025 below


@cache
def dossiers(year: int, month: int) -> tuple[int, int, int, int]:
    """(online, received, late, settled) dossiers of the one-stop offices in the month."""
    received = int(around_month(5_450 + 240 * (year - 2022), 0.05, "received", year, month))
    online = int(received * (ONLINE[year] + (0.012 if year < 2025 else 0.004) * (month - 6.5)))
    settled = int(received * (0.985 + 0.008 * chance.normal("settled", year, month)))
    rate = LATE.get(month, 0.35 + 0.25 * abs(chance.normal("late", year, month)))
    if (year, month) == (2025, 7):
        rate = 2.6
    return online, received, int(settled * min(rate, 2.6) / 100), settled


def around_month(value: float, spread: float, *key: object) -> float:
    """A month's volume: February is short and a holiday."""
    return chance.around(value, spread, *key) * (0.8 if key[-1] == 2 else 1.0)


SAW = (-2.0, -1.8, -1.5, -1.2, -1.0, -0.8, -1.2, -1.2, -0.6, -0.1, 0.4, 1.0)
DECEMBER_INSURED = {2021: 91.9, 2022: 93.3, 2023: 95.0, 2024: 96.9, 2025: 98.2}


@cache
def insured(year: int, month: int) -> tuple[int, int]:
    """(insured, population) at the end of the month; cards lapse in January, are renewed until December."""
    population = 190_240 + 520 * (year - 2022) + 43 * month
    last, this = DECEMBER_INSURED[year - 1], DECEMBER_INSURED[year]
    climb = (this - last - SAW[11]) * month / 12
    rate = last + SAW[month - 1] + climb + 0.08 * chance.normal("insured", year, month)
    return int(population * rate / 100), population


# Levels at half-years, (numerator, denominator).
LEVELS = {
    "13": {
        (2022, 6): (792, 13_210),
        (2022, 12): (762, 13_160),
        (2023, 6): (735, 13_085),
        (2023, 12): (687, 13_040),
        (2024, 6): (656, 12_985),
        (2024, 12): (617, 12_940),
        (2025, 6): (602, 12_890),
    },
    "17": {
        (2022, 6): (85_410, 114_620),
        (2022, 12): (86_560, 114_940),
        (2023, 6): (87_760, 115_310),
        (2023, 12): (88_910, 115_580),
        (2024, 6): (90_190, 115_940),
        (2024, 12): (91_510, 116_220),
        (2025, 6): (92_930, 116_510),
    },
    "20a": {
        (2022, 6): (32_480, 47_120),
        (2022, 12): (33_620, 47_380),
        (2023, 6): (34_640, 47_690),
        (2023, 12): (35_730, 47_950),
        (2024, 6): (36_560, 48_260),
        (2024, 12): (37_590, 48_560),
        (2025, 6): (38_190, 48_790),
        (2025, 9): (38_520, 48_870),
    },
    "20b": {
        (2022, 6): (3_488, 3_536),
        (2022, 12): (3_521, 3_549),
        (2023, 6): (3_557, 3_567),
        (2023, 12): (3_590, 3_594),
        (2024, 6): (3_608, 3_608),
        (2024, 12): (3_627, 3_627),
        (2025, 6): (3_641, 3_641),
    },
}
# Rubbish on the collected roads, tonnes a quarter (collected, arising).
RUBBISH = {
    (2022, 3): 97.3,
    (2022, 6): 97.6,
    (2022, 9): 97.8,
    (2022, 12): 98.3,
    (2023, 3): 98.2,
    (2023, 6): 98.6,
    (2023, 9): 98.5,
    (2023, 12): 99.1,
    (2024, 3): 99.2,
    (2024, 6): 99.4,
    (2024, 9): 99.3,
    (2024, 12): 99.8,
    (2025, 3): 99.7,
    (2025, 6): 99.9,
    (2025, 9): 99.6,
}


@cache
def rubbish(year: int, month: int) -> tuple[int, int]:
    """(collected, arising) tonnes of the quarter that ends with the month."""
    arising = int(chance.around(7_900 + 55 * (year - 2022) * 4, 0.01, "rubbish", year, month))
    return int(arising * RUBBISH[year, month] / 100), arising


# Yearly reviews, found in December or the January after; (numerator, denominator) or a number.
YEARLY = {
    "7": {2022: 0, 2023: 1, 2024: 2},
    "11a": {2022: (6, 6), 2023: (7, 7), 2024: (5, 5)},
    "11b": {2022: (9, 9), 2023: (10, 10), 2024: (11, 11)},
    "12": {2022: (17, 17), 2023: (17, 17), 2024: (17, 17)},
    "14": {2022: (20_912, 34_410), 2023: (21_190, 34_580), 2024: (21_512, 34_720)},
    "19": {2022: 63, 2023: 89, 2024: 59},
    "19#poor_households": {2022: 318, 2023: 229, 2024: 170},
    "22a": {2022: (171, 171), 2023: (165, 165), 2024: (170, 170), 2025: (168, 168)},
    "22b": {2022: (2, 171), 2023: (2, 165), 2024: (3, 170), 2025: (3, 168)},
    "24a": {2022: (6, 6), 2023: (6, 6), 2024: (6, 6)},
    "24b": {2022: 4, 2023: 3, 2024: 4},
    "26a": {2022: (59, 61), 2023: (60, 61), 2024: (58, 60)},
    "26b": {2022: (3_318, 3_402), 2023: (3_391, 3_468), 2024: (3_437, 3_521)},
}  # fmt: skip
# Persons on the drug file, tested or under treatment; nothing was given for the second quarter of 2025.
DRUGS = {
    (2022, 12): (296, 301),
    (2023, 12): (308, 310),
    (2024, 3): (305, 309),
    (2024, 6): (311, 313),
    (2024, 9): (309, 309),
    (2024, 12): (312, 312),
    (2025, 3): (310, 314),
    (2025, 9): (298, 303),
}
