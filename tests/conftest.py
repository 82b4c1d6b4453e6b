"""The slowest files first, so that no worker is left alone with one at the end."""

SLOW = ("run/test_notebooks", "browser/test_axe", "browser/test_limits", "faults/", "run/")


def pytest_collection_modifyitems(items):
    items.sort(
        key=lambda item: next((i for i, s in enumerate(SLOW) if f"tests/{s}" in item.nodeid), len(SLOW))
    )
