"""The illustrative workbooks of Cần Đước: figures (`story`), steps (`steps`), offices' sheets (`offices`, `communes`)."""
