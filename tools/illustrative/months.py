"""January - June 2025: which office sends what, and when."""

import datetime as dt

from .forms import period
from .lists import conscription
from .month_economy import dossiers, farming, late_rubbish, output, revenue, spending
from .month_society import culture, health, insured, labour, police, schools
from .month_system import fronts, inspection, land, organisation, works
from .sheet import Book
from .sheets import YEAR

DAYS = {
    "thue": 24,
    "tai-chinh-ke-hoach": 23,
    "nong-nghiep": 21,
    "nong-nghiep-moi-truong": 21,
    "vp-hdnd-ubnd": 20,
    "y-te": 20,
    "bhxh": 25,
    "ldtbxh": 20,
    "noi-vu": 20,
    "cong-an": 17,
    "to-chuc": 22,
    "kinh-te-ha-tang": 24,
    "quy-dat": 24,
    "thong-ke": 24,
    "giao-duc": 23,
    "quan-su": 21,
    "ubkt": 19,
    "tuyen-giao-dan-van": 19,
    "van-hoa": 18,
}
LATE_FILE = {("cong-an", 5): dt.date(2025, 6, 12)}
NOT_SENT = {("vp-hdnd-ubnd", 5)}


def reported(slug: str, month: int) -> dt.date:
    """The day an office reports a month: its usual day, the Friday before when that is a weekend."""
    if (slug, month) in LATE_FILE:
        return LATE_FILE[slug, month]
    day = dt.date(YEAR, month, DAYS[slug])
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def books(month: int) -> list[Book]:
    """What arrived for `month` (1-6): departments merged on 1 March, one office sent nothing in May."""
    merged = month >= 3
    senders = {
        "thue": revenue,
        "tai-chinh-ke-hoach": spending,
        "nong-nghiep-moi-truong" if merged else "nong-nghiep": farming,
        "vp-hdnd-ubnd": dossiers,
        "y-te": health,
        "bhxh": insured,
        "noi-vu" if merged else "ldtbxh": labour,
        "cong-an": police,
        "to-chuc": organisation,
        "kinh-te-ha-tang": works,
        "quy-dat": land,
    }
    if month == 2:
        senders["quan-su"] = lambda m, day: conscription(YEAR, day)
    if month in (3, 6):
        senders["thong-ke"] = output
    if month == 5:
        senders["giao-duc"] = schools
    if month == 6:
        senders |= {
            "giao-duc": schools,
            "ubkt": inspection,
            "tuyen-giao-dan-van": fronts,
            "van-hoa": culture,
        }
    found = []
    for slug, sheets in senders.items():
        if (slug, month) in NOT_SENT:
            continue
        day = reported(slug, month)
        found.append(
            Book(f"{period(YEAR, month)}/{day}-{slug}.xlsx", tuple(sheets(month, day)), nfd=slug == "y-te")
        )
    if month == 6:
        found.append(late_rubbish(dt.date(2025, 7, 9)))
    return found
