"""Bitcoin's formats, keys and scripts as plain functions: no node, no network, no files."""
