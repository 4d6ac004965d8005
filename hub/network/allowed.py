"""What a learner may ask of the class's node: everything that reads, their own wallet, real mining.

Named one by one, so that a method nobody thought of stays closed. Left out on purpose: what changes the
chain for everybody (generate…, invalidateblock, setmocktime), reads or writes files of the machine
(backupwallet, dumptxoutset), manages other wallets, keeps one of the node's threads waiting (waitfor…), or
stops the node.
"""

from __future__ import annotations

CHAIN = frozenset(
    """
    getbestblockhash getblock getblockchaininfo getblockcount getblockhash getblockheader getblockstats
    getchaintips getchaintxstats getdeploymentinfo getdifficulty gettxout gettxoutproof gettxoutsetinfo
    verifytxoutproof scantxoutset
    getmempoolancestors getmempoolcluster getmempooldescendants getmempoolentry getmempoolfeeratediagram
    getmempoolinfo getrawmempool gettxspendingprevout sendrawtransaction submitpackage testmempoolaccept
    getblocktemplate getmininginfo getnetworkhashps submitblock
    analyzepsbt combinepsbt combinerawtransaction converttopsbt createpsbt createrawtransaction decodepsbt
    decoderawtransaction decodescript finalizepsbt getrawtransaction joinpsbts signrawtransactionwithkey
    utxoupdatepsbt createmultisig deriveaddresses estimatesmartfee getdescriptorinfo signmessagewithprivkey
    validateaddress verifymessage help uptime getconnectioncount getnetworkinfo getpeerinfo echo
    """.split()
)
WALLET = frozenset(
    """
    abandontransaction bumpfee fundrawtransaction getaddressesbylabel getaddressinfo getbalance getbalances
    getnewaddress getrawchangeaddress getreceivedbyaddress getreceivedbylabel gettransaction getwalletinfo
    importdescriptors keypoolrefill listaddressgroupings listdescriptors listlabels listlockunspent
    listreceivedbyaddress listreceivedbylabel listsinceblock listtransactions listunspent lockunspent
    psbtbumpfee rescanblockchain send sendall sendmany sendtoaddress setlabel signmessage
    signrawtransactionwithwallet simulaterawtransaction walletcreatefundedpsbt walletprocesspsbt
    """.split()
)
LARGE = frozenset("submitblock sendrawtransaction submitpackage testmempoolaccept".split())
"""These may carry a block; any other call is short, and a long one would only keep the node busy for all."""
FAUCET = "faucet"
"""Answered by the gateway itself."""


def refusal(method: str) -> str:
    """What a learner reads who asked for anything else."""
    return (
        f"{method} is not open on the class network, because it would reach beyond your own wallet. "
        "On a node of your own everything is open: labs.node.regtest()"
    )
