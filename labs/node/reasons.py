"""Why a node refuses a transaction or a block: Bitcoin Core's short names, explained.

`explain` takes what the node said ("min relay fee not met, 0 < 110") and says it in sentences.
Source of the names: Bitcoin Core, src/consensus/tx_check.cpp, tx_verify.cpp, src/validation.cpp,
src/policy/policy.cpp; what submitblock answers: BIP 22.
"""

from __future__ import annotations

import re

TRANSACTIONS = {
    "bad-txns-inputs-missingorspent": "An input points at a coin that is not there: the txid or output number"
    " is wrong, the coin is spent already, or the transaction that makes it is not known to this node yet.",
    "missing-inputs": "An input points at a coin that this node does not have: the txid or output number is"
    " wrong, or the coin is spent already.",
    "bad-txns-in-belowout": "The outputs pay more than the inputs bring. What is left over is the fee, and it"
    " cannot be negative: check amounts and units (1 BTC = 100,000,000 sat).",
    "bad-txns-premature-spend-of-coinbase": "A block reward can be spent only after 100 more blocks: mine on"
    " (rpc.mine(100)) and send it again. Until then a reorganisation could still take it away.",
    "bad-txns-vin-empty": "A transaction needs at least one input.",
    "bad-txns-vout-empty": "A transaction needs at least one output.",
    "bad-txns-oversize": "The transaction is larger than a whole block may be.",
    "bad-txns-vout-negative": "An output's amount is negative. Amounts are signed 64-bit numbers of satoshi,"
    " least significant byte first: check the byte order.",
    "bad-txns-vout-toolarge": "An output's amount is more than 21 million BTC. Check the unit (satoshi) and"
    " the byte order.",
    "bad-txns-txouttotal-toolarge": "All outputs together are more than 21 million BTC.",
    "bad-txns-inputs-duplicate": "The same coin is spent by two inputs of this transaction (CVE-2018-17144).",
    "bad-txns-prevout-null": "An input has the empty outpoint, which only a coinbase transaction may have.",
    "bad-txns-inputvalues-outofrange": "The inputs together are out of the possible range of amounts.",
    "bad-txns-fee-outofrange": "The fee is out of the possible range of amounts.",
    "bad-txns-nonstandard-inputs": "An input spends a script of an unusual kind, which nodes do not relay.",
    "bad-txns-too-many-sigops": "The transaction asks for too many signature checks.",
    "bad-cb-length": "The coinbase's script must have 2 to 100 bytes.",
    "coinbase": "A coinbase transaction is valid only as the first of a block; nobody can send one.",
    "min relay fee not met": "The fee is below what this node passes on (the first number is what you pay,"
    " the second what is needed, in satoshi). Fee = inputs − outputs: leave more over.",
    "mempool min fee not met": "The mempool is full, and this fee is below the cheapest in it. Pay more.",
    "mempool full": "The mempool is full, and others pay more.",
    "max feerate exceeded": "The fee is far above what is usual: this protects you from forgetting the change"
    " output. If you mean it, give maxfeerate=0.",
    "max-fee-exceeded": "The fee is far above what is usual: this protects you from forgetting the change"
    " output. If you mean it, give maxfeerate=0.",
    "fee exceeds maximum configured by user": "The fee is far above what is usual: this protects you from"
    " forgetting the change output. If you mean it, give maxfeerate=0.",
    "insufficient fee": "It spends coins that a transaction in the mempool spends too, and replaces it only"
    " if it pays more: a higher feerate, and as much more fee as relaying it costs (BIP 125).",
    "replacement-failed": "It would replace transactions in the mempool, but miners would earn less by it.",
    "txn-mempool-conflict": "It spends a coin that another transaction in the mempool spends already: a"
    " double spend. The first one stays.",
    "bip125-replacement-disallowed": "It spends a coin that a transaction in the mempool spends already, and"
    " may not replace it.",
    "bad-txns-spends-conflicting-tx": "It spends an output of the very transaction that it would replace.",
    "too many potential replacements": "It would push out too many transactions at once.",
    "too-long-mempool-chain": "Too many unconfirmed transactions hang on each other. Mine a block first.",
    "too-large-cluster": "Too many unconfirmed transactions hang on each other. Mine a block first.",
    "txn-already-in-mempool": "This very transaction waits in the mempool already.",
    "txn-already-known": "This transaction is already in a block.",
    "txn-same-nonwitness-data-in-mempool": "The mempool has it already with another witness: same txid, other"
    " wtxid.",
    "dust": "An output is so small that spending it would cost more in fees than it is worth. Pay more to it"
    " (294 sat and more for a bcrt1q… address) or leave it out.",
    "non-final": "Its locktime has not come: a number below 500,000,000 is a block height, above it a time in"
    " seconds. Wait, mine, or set locktime 0.",
    "non-bip68-final": "An input's sequence asks for a relative wait (BIP 68) that is not over: its coin has"
    " too few confirmations.",
    "scriptpubkey": "An output's script is of no standard kind, so nodes do not pass it on (a miner could"
    " still include it).",
    "scriptsig-not-pushonly": "An input's script does something else than push data; nodes do not relay"
    " that.",
    "scriptsig-size": "An input's script is longer than what nodes relay (1,650 bytes).",
    "bad-witness-nonstandard": "A witness is larger or of another form than what nodes relay.",
    "tx-size": "The transaction is heavier than nodes relay (400,000 weight units).",
    "tx-size-small": "The transaction has less than 65 bytes without witnesses: too short to be safe in a"
    " Merkle tree.",
    "version": "The transaction's version number is none that nodes relay (1, 2 or 3). Check the byte order.",
    "datacarrier": "It carries more data in OP_RETURN outputs than this node relays.",
    "multi-op-return": "It has more than one OP_RETURN output.",
    "bare-multisig": "It pays to a bare multisig script, which this node does not relay.",
    "truc-violation": "It breaks the rules for version 3 transactions (BIP 431): small, and at most one"
    " unconfirmed parent and child.",
    "missing-ephemeral-spends": "It leaves a dust output of its unconfirmed parent unspent.",
    "no-mempool": "The node keeps no mempool.",
}
BLOCKS = {
    "high-hash": "The proof of work is not enough: the header's hash, read as a number, must not be above the"
    " target in nBits. Try further nonces.",
    "bad-diffbits": "The header's nBits is not the difficulty that the chain demands at this height. Take"
    " `bits` from getblocktemplate.",
    "bad-txnmrklroot": "The Merkle root in the header does not fit the transactions. Use txids in internal"
    " byte order (the reverse of what RPC shows), repeat the last one of an odd level, and compute it last.",
    "bad-txns-duplicate": "Transactions repeat in a way that leaves the Merkle root as it is"
    " (CVE-2012-2459).",
    "bad-witness-nonce-size": "The coinbase's witness must be one item of 32 bytes (BIP 141).",
    "bad-witness-merkle-match": "The witness commitment in the coinbase does not fit the transactions (BIP"
    " 141).",
    "unexpected-witness": "Transactions carry witnesses, but the coinbase has no commitment to them (BIP"
    " 141).",
    "bad-cb-amount": "The coinbase pays itself more than the subsidy and the fees of the block's"
    " transactions.",
    "bad-cb-height": "The coinbase's script must begin with the block's height (BIP 34): for example 01 01 is"
    " not the push of height 1, 51 (OP_1) is.",
    "bad-cb-missing": "The first transaction of a block must be a coinbase: one input with the empty"
    " outpoint.",
    "bad-cb-multiple": "Only the first transaction of a block may be a coinbase.",
    "bad-blk-length": "The block has no transaction, or is larger than allowed.",
    "bad-blk-weight": "The block is heavier than 4,000,000 weight units.",
    "bad-blk-sigops": "The block asks for more than 80,000 signature checks (weighted).",
    "bad-txns-nonfinal": "The block holds a transaction whose locktime has not come.",
    "bad-txns-bip30": "The block holds a transaction that exists already and is not wholly spent (BIP 30).",
    "bad-txns-accumulated-fee-outofrange": "The fees of the block are out of the possible range of amounts.",
    "bad-prevblk": "The block before this one is invalid, so this one is too.",
    "prev-blk-not-found": "The node does not know the block before this one. Check hashPrevBlock and its byte"
    " order.",
    "bad-version": "The block's version number is too old for this height.",
    "time-too-old": "The block's time must be later than the median of the 11 blocks before it.",
    "time-too-new": "The block's time is more than two hours ahead of the node's clock.",
    "time-timewarp-attack": "The block's time lies too far before the last block of the retarget period.",
    "duplicate": "The node has this block already.",
    "duplicate-invalid": "The node has seen this block already and found it invalid.",
    "duplicate-inconclusive": "The node has this block already, but has not checked it wholly: it is not on"
    " the best chain.",
    "inconclusive": "The block is well-formed, but not on the chain with the most work, so the node has not"
    " checked it wholly.",
    "inconclusive-not-best-prevblk": "The proposed block does not build on the node's best block.",
    "bad-signet-blksig": "The block's signature of this signet is missing or wrong.",
    "block-script-verify-flag-failed": "A script of a transaction in the block failed: a signature is wrong"
    " or missing, or the spender did not meet the script's condition.",
}
SCRIPTS = "A script failed: the input does not meet its coin's condition"
SCRIPT_DETAILS = {
    "signature must be zero for failed check(multi)sig operation": "the signature does not fit. Usual causes:"
    " the amount or script of the spent coin is wrong in the signature hash, the transaction was changed"
    " after it was signed, or it was signed with another key",
    "witness program hash mismatch": "the input is not signed at all, or the public key or script in its"
    " witness does not hash to the one in the coin's address",
    "witness program was passed an empty witness": "the witness is empty: the input is not signed",
    "script evaluated without error but finished with a false/empty top stack element": "the script ran to"
    " its end with a result that is false: a signature is wrong or missing",
    "script failed an op_equalverify operation": "the public key does not hash to the one in the coin's"
    " address",
    "non-canonical der signature": "the signature is not in strict DER form",
    "non-canonical signature: s value is unnecessarily high": "the signature's S must be the lower of the two"
    " possible values (BIP 62 and 146)",
    "signature hash type missing or not understood": "the last byte of the signature is no known hash type"
    " (SIGHASH_ALL is 01)",
    "locktime requirement not satisfied": "the script's time lock is not over, or the transaction's locktime"
    " or sequence does not say so",
    "operation not valid with the current stack size": "the script wanted more items than the input gave",
    "witness provided for non-witness script": "there is a witness, but the coin's script takes none",
    "invalid schnorr signature": "the Schnorr signature does not fit (check the key's tweak and the hash)",
    "invalid schnorr signature size": "a Schnorr signature has 64 or 65 bytes",
}


def reason_in(message: str) -> str:
    """The short name in what the node said: 'min relay fee not met' in 'min relay fee not met, 0 < 110'."""
    return re.split(r"[,(:]", message, maxsplit=1)[0].strip()


def explain(message: str) -> str:
    """What a reject reason means, for a learner. Takes the reason alone or the node's whole message."""
    reason = reason_in(message).lower()
    if "script-verify-flag" in reason:
        detail = re.search(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)", message)
        told = SCRIPT_DETAILS.get(detail[1].strip().lower()) if detail else None
        return f"{SCRIPTS}: {told}." if told else f"{SCRIPTS}."
    return TRANSACTIONS.get(reason) or BLOCKS.get(reason) or f"The node's rule is called {reason!r}."
