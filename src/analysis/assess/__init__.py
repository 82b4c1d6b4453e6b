"""Judging: where every target stands, where its year will end, and what would change that (judge.assess)."""
