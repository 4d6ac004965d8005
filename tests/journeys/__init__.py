"""Whole paths through the platform, in a real browser on a real hub."""
