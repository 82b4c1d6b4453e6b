"""Whatever stands in a sheet, reading it ends with figures or reasons, never with a traceback."""

import datetime
import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.draft.table_words import title_words
from analysis.ingest import read as reader
from analysis.ingest.contract import frame_of
from analysis.ingest.grid import Grid
from analysis.ingest.read import read_file
from analysis.ingest.sources import Sources

WORDS = [
    "",
    "",
    "",
    " ",
    "\xa0",
    "-",
    "…",
    '"',
    "STT",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Tổng số",
    "Trong đó:",
    "   Lúa",
    "1.1",
    "I",
    "A",
    "Thu ngân sách tháng 6 năm 2025",
    "Tháng 5",
    "Ước tính\ntháng 6",
    "Lũy kế 6 tháng",
    "So với cùng kỳ (%)",
    "Kế hoạch năm 2025",
    "Đơn vị tính: Triệu đồng",
    "Tỷ đồng; %",
    "(Tiếp theo)",
    "(*) Chiếc",
    "Cần Đước, ngày 24 tháng 6 năm 2025",
    "17/17",
    "1.577",
    "12,5",
    "115..5",
    "001",
    "#REF!",
    "S¶n xuÊt",
    "Hoà Bình",
    "Ngày quyết định",
    "13/02/2025",
    "31/02/2025",
    "Đạt",
    "Tự đánh giá",
    "Xã Một",
]
values = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.sampled_from([2024.0, 2025.0, 1.0, 2.0, 0.0, 1e308, True]),
    st.just(datetime.datetime(2025, 6, 1)),
    st.text(max_size=8),
)
sheets = st.lists(st.lists(values, min_size=1, max_size=7), max_size=14)
spans = st.lists(
    st.tuples(*[st.integers(0, 6)] * 4).map(lambda t: (t[0], t[1], t[0] + t[2], t[1] + t[3])), max_size=3
)
RULES = Sources.model_validate(
    {
        "places": [{"code": "1", "name": "Xã Một"}],
        "sources": [
            {
                "owner": "a",
                "files": "*",
                "tables": [
                    {
                        "title": "thu ngân sách",
                        "unit": "tỷ đồng",
                        "rows": [
                            {"each": True, "measure": "m/{label}", "names": {"Lúa": []}},
                            {
                                "label": "Tổng số",
                                "measure": "t",
                                "numerator": "Lúa",
                                "denominator": "Tổng số",
                            },
                        ],
                    },
                    {
                        "title": "ngân sách",
                        "places": "rows",
                        "basis": "level",
                        "columns": [{"words": "tháng", "measure": "p"}],
                    },
                    {
                        "title": "thu",
                        "events": {"date": "ngày quyết định", "measure": "e", "text": "chỉ tiêu"},
                    },
                ],
            }
        ],
    }
)


@settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(sheets, spans, st.frozensets(st.integers(0, 6), max_size=2))
@example([["STT"], ["STT", "1.1"], ["STT", 0.0]], [], frozenset())  # a table without a column of figures
def test_any_sheet(tmp_path, rows, merges, hidden):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x")
    width = max((len(r) for r in rows), default=0)
    rows = [r + [""] * (width - len(r)) for r in rows]
    before, reader.read_grids = (
        reader.read_grids,
        lambda *_: iter([Grid("S", rows, merges=merges, hidden_cols=hidden)]),
    )
    try:
        reading = read_file(path, RULES, survey=True)
    finally:
        reader.read_grids = before
    frame = frame_of(reading.observations)
    assert len(frame) == len(reading.observations)
    assert frame["period"].str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])").all()
    assert frame["cell"].str.fullmatch(r"[A-Z]+\d+(;[A-Z]+\d+)*").all()
    assert all(p.message and "{" not in p.message for p in reading.problems)
    json.dumps([p.as_dict() for p in reading.problems])
    for table in reading.tables:
        str(table.table)
        assert title_words(table.title or "") is not None
