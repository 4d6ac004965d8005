"""The node's JSON-RPC: server, method registry, values and errors, as Bitcoin Core has them."""
