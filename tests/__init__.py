"""Tests, by room. A package, so that an installed package called `tests` cannot stand in for it."""
