"""Descriptor wallets of the lab node: files, keys, history, coin selection and spending.

`Wallets` are all wallets of a node; a `Wallet` is one of them. They listen to the chain and to the mempool
and change neither: a wallet's transactions go in through the mempool like everybody's.
"""

from labs.embedded.wallet.wallet import Wallet
from labs.embedded.wallet.wallets import Wallets

__all__ = ["Wallet", "Wallets"]
