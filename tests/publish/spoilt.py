"""Names that nobody should give a target, and somebody will."""

NASTY = "<script>alert('x')</script> & =HYPERLINK(\"http://x\") \x0b\x00 "
LONG = "Tỷ lệ hộ dân nông thôn sử dụng nước sạch đáp ứng quy chuẩn " * 7
