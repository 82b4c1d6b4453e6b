"""The illustrative workbooks of Cần Đước: figures (`story`), steps, and what each office makes of them."""
