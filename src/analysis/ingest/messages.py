"""What the reader says about doubtful figures and files: severity, message, remedy, in two languages.

A message's facts stand in braces and are filled in by `problems.problem`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Message(NamedTuple):
    severity: Severity
    message: str
    remedy: str
    message_en: str
    remedy_en: str


RESEND = ("Xin đơn vị gửi lại tệp.", "Ask the office to send the file again.")
RESAVE = ("Mở bằng Excel, lưu lại rồi gửi lại.", "Open it in Excel, save and send again.")
CONFIRM = (
    "Kiểm tra đơn vị tính, dấu phần nghìn; nếu đúng, ghi một dòng trong corrections.csv với was và becomes như nhau.",
    "Check unit and separators; if it is right, a row of corrections.csv with equal was and becomes says so.",
)
CHECK = ("Kiểm tra các ô này.", "Check these cells.")

MESSAGES: dict[str, Message] = {
    # Files and sheets
    "no_entry": Message(
        "error",
        "Không vào được thư mục hay liên kết này ({reason}): mọi tệp ở trong không được đọc.",
        "Cấp quyền đọc cho thư mục, sửa hay xóa liên kết, rồi chạy lại.",
        "This folder or link cannot be entered ({reason_en}): no file in it is read.",
        "Give the right to read the folder, mend or remove the link, then run again.",
    ),
    "missing": Message(
        "error",
        "Không mở được tệp ({reason}).",
        "Kiểm tra đường dẫn và quyền đọc.",
        "The file cannot be opened ({reason_en}).",
        "Check the path and the right to read.",
    ),
    "empty": Message("error", "Tệp rỗng (0 byte).", RESEND[0], "The file is empty (0 bytes).", RESEND[1]),
    "too_big": Message(
        "error",
        "Tệp quá lớn ({size} MB).",
        "Tách riêng các bảng cần đọc sang tệp khác.",
        "The file is too big ({size} MB).",
        "Put the tables to be read into a file of their own.",
    ),
    "not_a_workbook": Message(
        "error",
        "Không phải tệp Excel .xlsx hay .xls: nội dung của {suffix} này là {kind}.",
        "Mở bằng phần mềm đã làm ra tệp rồi lưu lại thành Excel (.xlsx); nếu là ảnh, bản quét hay PDF thì xin đơn vị "
        "gửi bảng tính gốc.",
        "No Excel file (.xlsx, .xls): the content of this {suffix} is {kind_en}.",
        "Open it with its own program and save it as Excel (.xlsx); for a picture, a scan or a PDF ask the office for "
        "the spreadsheet itself.",
    ),
    "csv_quotes": Message(
        "error",
        'Tệp CSV có dấu ngoặc kép (") không khép: không rõ ô nào hết ở đâu.',
        "Mở bằng Excel, lưu lại thành Excel (.xlsx).",
        "A quotation mark of the CSV is not closed: where its cells end is not clear.",
        "Open it in Excel and save it as Excel (.xlsx).",
    ),
    "csv_commas": Message(
        "error",
        "Dòng này có nhiều ô hơn mọi dòng trên: dấu phẩy vừa ngăn ô vừa là dấu thập phân. Không đọc tệp CSV này.",
        "Lưu lại thành Excel (.xlsx), hoặc CSV ngăn bằng dấu chấm phẩy.",
        "The row has more cells than any above it: commas are both delimiters and decimal marks. The CSV is not read.",
        "Save it as Excel (.xlsx), or as a CSV delimited by semicolons.",
    ),
    "not_utf8": Message(
        "error",
        "Tệp CSV không phải mã UTF-8.",
        "Trong Excel chọn Lưu thành (Save As) “CSV UTF-8”.",
        "The CSV is not in UTF-8.",
        "In Excel choose Save As “CSV UTF-8”.",
    ),
    "truncated": Message(
        "error",
        "Tệp bị cắt cụt hoặc hỏng.",
        RESEND[0],
        "The file is cut off or damaged.",
        RESEND[1],
    ),
    "password": Message(
        "error",
        "Tệp có mật khẩu.",
        "Bỏ mật khẩu rồi gửi lại.",
        "The file has a password.",
        "Remove it and send again.",
    ),
    "zip_bomb": Message(
        "error",
        "Tệp bung ra quá lớn (trên {size} MB): không mở.",
        "Chỉ giữ lại các bảng cần báo cáo rồi lưu lại.",
        "The file unpacks to more than {size} MB: not opened.",
        "Keep only the tables of the report and save.",
    ),
    "entities": Message(
        "error",
        "Trong tệp có khai báo thực thể XML, Excel không bao giờ ghi như vậy: không mở.",
        RESAVE[0],
        "The XML inside declares entities, which Excel never does: not opened.",
        RESAVE[1],
    ),
    "reader_slow": Message(
        "error",
        "Đọc quá {seconds} giây chưa xong: không đọc tệp này.",
        "Chỉ giữ lại các bảng cần báo cáo, lưu lại thành Excel (.xlsx) rồi gửi lại.",
        "Not read within {seconds} seconds: the file is not used.",
        "Keep only the tables of the report, save as Excel (.xlsx) and send again.",
    ),
    "reader_died": Message(
        "error",
        "Trình đọc dừng giữa chừng ({reason}): không đọc tệp này.",
        RESAVE[0],
        "The reader died ({reason_en}): the file is not used.",
        RESAVE[1],
    ),
    "too_large": Message(
        "error",
        "Số quá lớn, không biểu diễn được: không dùng.",
        "Kiểm tra số và đơn vị tính trong ô này.",
        "A number too large to be held: not used.",
        "Check number and unit of this cell.",
    ),
    "broken_row": Message(
        "error",
        "Số liệu đọc được không hợp lệ ({columns}): không dùng.",
        "Kiểm tra ô này và dòng khai báo của nó trong sources.yml.",
        "The figure as read is not valid ({columns}): not used.",
        "Check the cell and its rule in sources.yml.",
    ),
    "correction_outside": Message(
        "warning",
        "Đính chính cho ô nằm xa ngoài bảng: không dùng.",
        "Sửa địa chỉ ô (cell) của dòng này trong corrections.csv.",
        "A correction of a cell far outside the sheet: not used.",
        "Mend the address (cell) of the row in corrections.csv.",
    ),
    "register": Message(
        "error",
        "Không đọc được sổ đính chính ({reason}): không dòng nào được dùng, số liệu để nguyên như đơn vị gửi.",
        "Cho quyền đọc, hoặc lưu lại dạng “CSV UTF-8” với các cột source, sheet, cell, was, becomes, why, who, until, "
        "rồi chạy lại.",
        "The register of corrections cannot be read ({reason_en}): none is used, figures stand as the offices sent "
        "them.",
        "Give the right to read it, or save it as “CSV UTF-8” with the columns source, sheet, cell, was, becomes, why, "
        "who, until, then run again.",
    ),
    "stale_more": Message(
        "warning",
        "Còn {count} đính chính nữa không khớp ô nào.",
        "Xóa hoặc sửa các dòng tương ứng trong corrections.csv.",
        "{count} more corrections fit no cell.",
        "Remove or update their rows of corrections.csv.",
    ),
    "no_sheets": Message(
        "error", "Tệp không có trang tính nào.", RESEND[0], "The file has no sheet.", RESEND[1]
    ),
    "all_refused": Message(
        "error",
        "Không trang tính nào của tệp đọc được: mất cả tệp.",
        "Xem lý do của từng trang, sửa rồi gửi lại.",
        "No sheet of the file could be read: the whole file is lost.",
        "See the reason for each sheet, mend and send again.",
    ),
    "no_cells": Message(
        "error",
        "Tệp không có ô nào có nội dung.",
        RESEND[0],
        "No cell of the file holds anything.",
        RESEND[1],
    ),
    "huge_range": Message(
        "error",
        "Vùng dữ liệu của trang kéo dài đến {height} dòng × {width} cột: không đọc.",
        "Xóa các dòng, cột thừa ở xa bảng rồi lưu lại.",
        "The sheet's range is {height} rows by {width} columns: not read.",
        "Delete the stray cells far from the table and save.",
    ),
    "too_many_cells": Message(
        "error",
        "Đến trang này tệp đã có {count} ô có nội dung (đọc nhiều nhất {most}): không đọc.",
        "Tách riêng các bảng cần đọc sang tệp khác.",
        "Up to this sheet the file has {count} filled cells (at most {most} are read): not read.",
        "Put the tables to be read into a file of their own.",
    ),
    "unreadable_sheet": Message(
        "error",
        "Không đọc được trang này ({reason}).",
        RESAVE[0],
        "The sheet cannot be read ({reason}).",
        RESAVE[1],
    ),
    "no_source": Message(
        "warning",
        "Chưa khai báo đơn vị gửi tệp này trong sources.yml (files).{guess}",
        "Thêm mẫu tên tệp vào một nguồn, hoặc đặt tệp đúng thư mục của đơn vị.",
        "No source of sources.yml takes this file.{guess_en}",
        "Add a pattern to a source's files, or put the file into the office's folder.",
    ),
    "no_spreadsheet": Message(
        "note",
        "Tệp này không phải bảng tính: không đọc.",
        "Nếu trong tệp có số liệu cần dùng thì lưu thành Excel (.xlsx), để ngoài tệp nén.",
        "This file is no spreadsheet: not read.",
        "If it holds figures that are needed, save them as Excel (.xlsx), outside an archive.",
    ),
    "no_tables": Message(
        "warning",
        "Không thấy bảng nào có số (biểu mẫu chưa điền?).",
        "Điền số rồi gửi lại.",
        "No table with figures (an empty form?).",
        "Fill it in and send again.",
    ),
    # Tables, columns, rows
    "no_table": Message(
        "warning",
        "Không thấy bảng có tiêu đề “{title}”.",
        "Kiểm tra tiêu đề bảng, hoặc sửa title trong sources.yml.",
        "No table bears the title “{title}”.",
        "Mend the table's title, or title in sources.yml.",
    ),
    "near_title": Message(
        "warning",
        "Tiêu đề gần giống “{name}”; có phải là bảng đó? Chưa đọc bảng này.",
        "Sửa tiêu đề bảng, hoặc thêm cách viết này vào title trong sources.yml.",
        "The title is much like “{name}”: that table? It is not read.",
        "Mend the table's title, or add this spelling to title in sources.yml.",
    ),
    "none_asked": Message(
        "warning",
        "Không có bảng nào trong tệp mang tiêu đề đã khai báo cho đơn vị gửi.",
        "Kiểm tra tiêu đề các bảng, hoặc thêm bảng vào sources.yml.",
        "No table of the file bears a title declared for its sender.",
        "Mend the tables' titles, or add the tables to sources.yml.",
    ),
    "no_period": Message(
        "error",
        "Không rõ bảng này là của tháng, năm nào.",
        "Ghi tháng, năm trong tiêu đề bảng hoặc đầu cột.",
        "The period of the table is not said.",
        "Say month and year in the title or the column heads.",
    ),
    "other_month": Message(
        "warning",
        "Bảng này là của tháng {month}, các bảng khác trong tệp là của tháng {usual}.",
        "Kiểm tra tháng, năm ở tiêu đề và đầu cột.",
        "This table is of {month}, the file's other tables of {usual}.",
        "Check month and year in title and heads.",
    ),
    "no_columns": Message(
        "warning",
        "Không thấy cột nào cần đọc trong bảng: {heads}.",
        "Sửa đầu cột, hoặc khai báo columns trong sources.yml.",
        "None of the table's columns is asked for: {heads}.",
        "Mend the heads, or declare columns in sources.yml.",
    ),
    "double_column": Message(
        "warning",
        "Cột này trùng nghĩa với một cột bên trái: không dùng cho chỉ tiêu đã khai báo.",
        "Khai báo words cho cột trong sources.yml.",
        "The column means the same as one to its left: not used.",
        "Declare words for the column in sources.yml.",
    ),
    "no_row": Message(
        "warning",
        "Không thấy dòng “{label}” trong bảng.{guess}",
        "Sửa tên dòng, hoặc thêm aliases trong sources.yml.",
        "No row “{label}” in the table.{guess_en}",
        "Mend the label, or add an alias in sources.yml.",
    ),
    "near_name": Message(
        "note",
        "Gần giống “{name}”; có phải là một? Đang đọc là tên khác.",
        "Sửa tên trong bảng, hoặc thêm cách viết này vào names.",
        "Much like “{name}”: the same? It is read as another name.",
        "Mend the name, or add this spelling to names.",
    ),
    "marks_only": Message(
        "warning",
        "Chỉ khác dấu với “{name}”: đọc là “{name}”.",
        "Sửa tên trong bảng, hoặc thêm cách viết này vào sources.yml.",
        "Differs from “{name}” in marks only: read as “{name}”.",
        "Mend the name, or add this spelling in sources.yml.",
    ),
    "place_gone": Message(
        "error",
        "Đơn vị này không có vào tháng {month}.{now}",
        "Ghi tên đơn vị của thời điểm đó (trước hoặc sau sắp xếp).",
        "This place did not exist in {month}.{now_en}",
        "Use the name of that time (before or after the merger).",
    ),
    "place_twice": Message(
        "error",
        "Đơn vị này không có vào tháng {month}, đã nhập vào {new} mà {new} cũng có trong bảng (ô {at}): một "
        "nơi báo cáo hai lần.",
        "Chỉ ghi {new}, với số đã gồm đơn vị này.",
        "This place did not exist in {month}: it is part of {new}, which the table lists as well ({at}): "
        "reported twice.",
        "List {new} alone, with a figure that includes it.",
    ),
    "place_namesake": Message(
        "error",
        "Bảng còn ghi {gone}, không có vào tháng {month}: bảng lập theo địa giới khác, nên đây là đơn vị cùng "
        "tên của địa giới đó hoặc không rõ là đơn vị nào; không dùng.",
        "Cộng số theo các đơn vị của tháng {month}, mỗi đơn vị một dòng, không ghi lẫn đơn vị cũ và mới; "
        "hoặc sửa tháng của bảng.",
        "The table also lists {gone}, which did not exist in {month}: it follows another division, so this is "
        "the namesake of that division or cannot be told; not used.",
        "Add up by the units of {month}, one row each, old and new units never in one table; or mend the "
        "table's month.",
    ),
    "place_unknown": Message(
        "error",
        "Không có đơn vị này.{guess}",
        "Sửa tên, hoặc thêm aliases cho địa danh.",
        "There is no such place.{guess_en}",
        "Mend the name, or add an alias.",
    ),
    # Figures
    "not_a_number": Message(
        "error",
        "Không phải là số.",
        "Nhập lại dạng số, ví dụ 1577,2.",
        "Not a number.",
        "Enter it as a number.",
    ),
    "no_figure": Message(
        "note", "Đơn vị ghi là chưa có số liệu.", "", "The office says that it has no figure yet.", ""
    ),
    "hidden": Message(
        "note",
        "Có số đọc từ ô bị ẩn trong Excel ({where}).",
        "Bỏ ẩn nếu là số báo cáo, xóa nếu là số nháp.",
        "Figures are read from cells that Excel hides ({where}).",
        "Unhide them if they are reported, delete them if they are scratch work.",
    ),
    "error_cell": Message(
        "error",
        "Ô báo lỗi {error}.",
        "Sửa công thức, tính lại rồi lưu tệp.",
        "The cell holds the error {error}.",
        "Mend the formula, recalculate and save.",
    ),
    "uncached": Message(
        "error",
        "Ô là công thức chưa có kết quả.",
        "Mở bằng Excel, tính lại (F9) rồi lưu.",
        "A formula without a stored result.",
        "Open in Excel, recalculate (F9) and save.",
    ),
    "separator": Message(
        "warning",
        "Không chắc dấu chấm, dấu phẩy trong cột là phần nghìn hay phần thập phân; đọc là {read}.",
        "Nhập cột này dạng số, không nhập dạng chữ.",
        "The column does not show whether point and comma are thousands or decimals; read as {read}.",
        "Enter the column as numbers, not as text.",
    ),
    "separator_open": Message(
        "error",
        "Không rõ là {large} hay {small}: không dùng.",
        'Nhập ô này dạng số, hoặc ghi decimal: "," (dấu phẩy là phần thập phân) cho bảng trong sources.yml.',
        "Either {large} or {small} (the former with a decimal comma): not used.",
        'Enter the cell as a number, or write decimal: "," or "." for the table in sources.yml.',
    ),
    "merged_figure": Message(
        "error",
        "Một số gộp ô cho nhiều dòng hoặc cột ({over}): không rõ là của dòng, cột nào; không dùng.",
        "Bỏ gộp ô, ghi số riêng cho từng dòng, từng cột.",
        "One figure is merged over several rows or columns ({over}): not used.",
        "Unmerge the cells and give each row and column its figure.",
    ),
    "bracket": Message(
        "error",
        "Không rõ là ký hiệu chú thích hay số âm: không dùng.",
        "Ghi chú thích ở tên dòng, hoặc nhập số âm với dấu trừ (−1).",
        "A footnote's mark or a negative number: not used.",
        "Put the mark beside the label, or type a negative number with a minus.",
    ),
    "two_numbers": Message(
        "error",
        "Ô có hai số, hoặc số kèm ký hiệu chú thích mà dưới bảng không có chú thích đó: không dùng.",
        "Mỗi ô chỉ ghi một số; ký hiệu chú thích đặt ở tên dòng.",
        "Two numbers, or a number with a mark that no note explains: not used.",
        "One number a cell; put marks beside the label.",
    ),
    "rate_above": Message(
        "error",
        "Tỷ lệ lớn hơn 100 %: không dùng.",
        "Kiểm tra dấu thập phân; nếu đúng thì ghi một dòng trong corrections.csv với was và becomes như nhau.",
        "A proportion above 100 %: not used.",
        "Check the decimal sign; if it is right, a row of corrections.csv with equal was and becomes says so.",
    ),
    "plan_size": Message(
        "error",
        "Kế hoạch cách số thực hiện cùng dòng ({other}, ô {at}) hàng trăm lần: không dùng.",
        CONFIRM[0],
        "The plan is hundreds of times off the figure of its row ({other}, {at}): not used.",
        CONFIRM[1],
    ),
    "size": Message(
        "error",
        "Cách các số khác của chính chỉ tiêu này ({other}, {at}) hàng trăm lần: không dùng.",
        CONFIRM[0],
        "Hundreds of times off the other figures of the same measure ({other}, {at}): not used.",
        CONFIRM[1],
    ),
    "date_before": Message(
        "warning",
        "Ngày báo cáo ghi trên trang trước kỳ của số liệu ({period}): không dùng làm ngày báo cáo.",
        "Sửa ngày trên trang.",
        "The date on the sheet lies before the figures' own period ({period}): not used as the date of the report.",
        "Mend the date on the sheet.",
    ),
    "rows_gone": Message(
        "warning",
        "Thiếu {count} số liệu mà ba tệp trước đều có ở trang này ({names}).",
        "So với {earlier}: dòng hay cột bị bỏ hoặc đổi tên thì hỏi đơn vị gửi.",
        "{count} figures are missing that the last three files all had on this sheet ({names}).",
        "Compare with {earlier}; ask the office about rows or columns left out or renamed.",
    ),
    "period_rows": Message(
        "error",
        "Các dòng của bảng là các kỳ (tháng, quý, năm), mà khai báo coi là tên chỉ tiêu: không đọc.",
        "Trong sources.yml ghi periods: rows cho bảng, và measure cho từng cột.",
        "The rows of the table are periods, and its declaration takes them for names: not read.",
        "In sources.yml write periods: rows for the table, and a measure for each column.",
    ),
    "no_period_row": Message(
        "warning",
        "Dòng này không phải là một kỳ (tháng, quý, năm): không dùng.",
        "Sửa tên dòng, ví dụ “Tháng 6/2025”.",
        "The row is no period: not used.",
        "Mend the label, for example “Tháng 6/2025”.",
    ),
    "sheet_period": Message(
        "error",
        "Tên trang không nói tháng hay năm nào, mà sources.yml ghi period: sheet.",
        "Đặt tên trang là tháng hoặc năm, ví dụ “Tháng 6” hay “2025”.",
        "The sheet's name says no month or year, as period: sheet wants.",
        "Name the sheet after its month or year.",
    ),
    "sheet_place": Message(
        "error",
        "Tên trang không phải là một đơn vị, mà sources.yml ghi place: sheet.{guess}",
        "Đặt tên trang là tên đơn vị, hoặc thêm aliases cho địa danh.",
        "The sheet's name is no place, as place: sheet wants.{guess_en}",
        "Name the sheet after its place, or add an alias.",
    ),
    "unclear_head": Message(
        "warning",
        "Không hiểu kỳ ghi ở đầu cột (“{words}”): không dùng cột này.",
        "Ghi rõ tháng, quý hay lũy kế và năm ở đầu cột, ví dụ “Lũy kế 6 tháng năm 2025”.",
        "The period in the head (“{words}”) is not understood: the column is not used.",
        "Say the month, the quarter or “cumulative” and the year in the head.",
    ),
    "no_column": Message(
        "warning",
        "Bảng không có cột đã khai báo: {column}.",
        "Sửa đầu cột; hoặc ghi optional: true cho cột trong sources.yml nếu có tháng không có cột này.",
        "A declared column is not in the table: {column}.",
        "Mend the head, or write optional: true for the column in sources.yml if some months lack it.",
    ),
    "unit": Message(
        "error",
        "Đơn vị tính trong bảng là “{unit}”{where}, cần “{wanted}”.",
        "Sửa đơn vị tính trong bảng, hoặc khai báo trong sources.yml (unit, units).",
        "The sheet's unit is “{unit}”, expected “{wanted}”.",
        "Mend the unit in the sheet, or declare it in sources.yml (unit, units).",
    ),
    "no_unit": Message(
        "note",
        "Bảng không ghi đơn vị tính của ô này; hiểu là {unit}.",
        "Ghi đơn vị tính trên bảng hoặc ở đầu cột.",
        "The sheet prints no unit here; taken as {unit}.",
        "Print the unit above the table or in the head.",
    ),
    "unit_changed": Message(
        "warning",
        "Đơn vị tính đổi: {earlier} in là “{before}” (ô {at}), {later} đọc là “{now}”; đã quy đổi.",
        "Kiểm tra đơn vị tính ghi trên bảng có đúng với số không.",
        "The unit changes: “{before}” in {earlier} ({at}), “{now}” in {later}; converted.",
        "Check that the unit on the sheet is that of the figures.",
    ),
    "no_basis": Message(
        "error",
        "Không rõ số này là của tháng nào, là số tháng, lũy kế hay thời điểm.",
        "Ghi rõ ở đầu cột, hoặc khai báo basis trong sources.yml.",
        "Period or basis of the figure is not said.",
        "Say it in the head, or declare basis in sources.yml.",
    ),
    "duplicate": Message(
        "error",
        "Trùng chỉ tiêu và kỳ với ô {at} ({other}) nhưng khác số: không dùng.",
        "Giữ một số, hoặc thêm under, without trong sources.yml.",
        "The same measure and period as {at} ({other}) with another value: not used.",
        "Keep one of them, or add under or without in sources.yml.",
    ),
    "assessment": Message(
        "error",
        "Không hiểu tự đánh giá này.",
        "Ghi Đạt, Đạt tiến độ hoặc Không đạt.",
        "Not understood as an assessment.",
        "Write Đạt, Đạt tiến độ or Không đạt.",
    ),
    "stale": Message(
        "warning",
        "Đính chính đã cũ: ô này không còn giá trị “{was}”.",
        "Xóa hoặc sửa dòng tương ứng trong corrections.csv.",
        "A stale correction: the cell no longer holds “{was}”.",
        "Remove or update the row of corrections.csv.",
    ),
    # Lists of events
    "date": Message(
        "error",
        "Không đọc được ngày.",
        "Ghi ngày/tháng/năm, ví dụ 13/02/2025.",
        "Not a date.",
        "Write day/month/year, for example 13/02/2025.",
    ),
    "no_date": Message(
        "note", "Chưa ghi ngày: coi là chưa thực hiện.", "", "No date: taken as not done yet.", ""
    ),
    "unknown_name": Message(
        "error",
        "Tên này chưa khai báo trong sources.yml ({key}).{guess}",
        "Thêm tên vào sources.yml hoặc sửa trong bảng.",
        "This name is not declared in sources.yml ({key}).{guess_en}",
        "Add it to sources.yml or mend it in the sheet.",
    ),
    # Checks
    "rate": Message(
        "warning",
        "Tỷ lệ không khớp tử số, mẫu số ({part}/{whole} = {worked}).",
        CHECK[0],
        "The rate does not fit its numerator and denominator ({part}/{whole} = {worked}).",
        CHECK[1],
    ),
    "falling": Message(
        "warning",
        "Lũy kế giảm: đến {earlier} là {before} (ô {at}), đến {later} chỉ còn {after}.",
        "Kiểm tra hai ô; nếu số trước được điều chỉnh thì giữ nguyên.",
        "The cumulative figure falls: {before} to {earlier} ({at}), {after} to {later}.",
        "Check both cells; a revision may stay as it is.",
    ),
    "month_above_total": Message(
        "warning",
        "Số của tháng lớn hơn lũy kế cùng kỳ ({total}, ô {at}).",
        CHECK[0],
        "The month is larger than its cumulative figure ({total}, {at}).",
        CHECK[1],
    ),
    "total": Message(
        "warning",
        "Tổng không bằng cộng các phần: các phần cộng lại là {sum}.",
        "Kiểm tra các ô thành phần và ô tổng.",
        "The total is not the sum of its parts ({sum}).",
        "Check the parts and the total.",
    ),
    "jump": Message(
        "warning",
        "Số vọt ra ngoài mọi số trước đây của chỉ tiêu ({low}–{high}).",
        "Kiểm tra đơn vị tính và dấu thập phân; nếu đúng thì ghi nguyên nhân vào tệp ghi chú.",
        "The figure jumps beyond everything reported before ({low} to {high}).",
        "Check unit and decimal mark; if it is right, note the cause.",
    ),
    "months_and_year": Message(
        "warning",
        "Số cả năm không bằng cộng mười hai tháng ({sum}).",
        CHECK[0],
        "The year is not the sum of its twelve months ({sum}).",
        CHECK[1],
    ),
    "share": Message(
        "warning",
        "Tỷ lệ so với kế hoạch không khớp: {done} / {plan} = {worked} %.",
        CHECK[0],
        "The share does not fit plan and cumulative figure: {done} / {plan} = {worked} %.",
        CHECK[1],
    ),
}
