"""The embedded regtest node."""
