"""Mining in clear Python: from a node's template to a block, alone or in a pool; how fast machines hash."""
