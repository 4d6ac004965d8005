"""The RPC methods, one file per topic. `load()` imports them all, which registers them."""

import importlib

TOPICS = (
    "control",
    "network",
    "blockchain",
    "deployments",
    "chain_edit",
    "block_stats",
    "coin_set",
    "waiting",
    "rawtransactions",
    "proofs",
    "descriptors",
    "psbt",
    "psbt_update",
    "signing",
    "addresses",
    "messages",
    "mempool",
    "packages",
    "fees",
    "mining",
    "block_template",
    "generating",
)


def load() -> None:
    """Registers every method. Which wallet files there are the wallet package's own folder tells."""
    import pkgutil

    names = {module.name for module in pkgutil.iter_modules(__path__)}
    for name in (*TOPICS, *sorted(n for n in names if n.startswith("wallet_"))):
        if name in names:
            importlib.import_module(f"{__name__}.{name}")
