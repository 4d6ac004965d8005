"""The options of Bitcoin Core's command line and configuration file, by name.

Those that have no meaning for an embedded regtest node (peers, pruning, proxies, …) are accepted and change
nothing, so that scripts and Core's own tests start this node unchanged.
Source: Bitcoin Core, src/init.cpp, src/wallet/init.cpp, src/init/common.cpp, src/chainparamsbase.cpp.
"""

MEANINGFUL = frozenset(
    "? h help help-debug version conf datadir includeconf allowignoredconf settings regtest chain server "
    "daemon daemonwait pid blocksdir txindex txospenderindex blockfilterindex coinstatsindex mocktime "
    "debug debugexclude debuglogfile logthreadnames printtoconsole shrinkdebugfile deprecatedrpc "
    "stopatheight rpcport rpcbind rpcallowip rpcuser rpcpassword rpcauth rpccookiefile rpccookieperms "
    "rpcwhitelist rpcwhitelistdefault rpcthreads rpcworkqueue rpcservertimeout rpcdoccheck "
    "acceptnonstdtxn minrelaytxfee incrementalrelayfee dustrelayfee bytespersigop datacarrier "
    "datacarriersize permitbaremultisig maxmempool mempoolexpiry persistmempool limitancestorcount "
    "limitancestorsize limitdescendantcount limitdescendantsize limitclustercount limitclustersize "
    "acceptstalefeeestimates blockmaxweight blockreservedweight blockmintxfee blockversion addresstype "
    "avoidpartialspends changetype consolidatefeerate disablewallet discardfee fallbackfee keypool "
    "maxapsfee maxtxfee mintxfee spendzeroconfchange txconfirmtarget wallet walletbroadcast walletdir "
    "walletnotify walletrbf walletrejectlongchains walletcrosschain unsafesqlitesync signer "
    "startupnotify".split()
)

WITHOUT_MEANING = frozenset(
    "alertnotify assumevalid blocksxor fastprune blocknotify blockreconstructionextratxn blocksonly "
    "dbbatchsize dbcache loadblock minimumchainwork par persistmempoolv1 prune reindex reindex-chainstate "
    "shutdownnotify addnode asmap bantime bind cjdnsreachable connect discover dns dnsseed "
    "externalip fixedseeds forcednsseed listen listenonion maxconnections maxreceivebuffer maxsendbuffer "
    "maxuploadtarget onion i2psam i2pacceptincoming onlynet v2transport peerbloomfilters peerblockfilters "
    "txreconciliation port proxy proxyrandomize seednode networkactive timeout peertimeout torcontrol "
    "torpassword natpmp whitebind whitelist zmqpubhashblock zmqpubhashtx zmqpubrawblock zmqpubrawtx "
    "zmqpubsequence zmqpubhashblockhwm zmqpubhashtxhwm zmqpubrawblockhwm zmqpubrawtxhwm zmqpubsequencehwm "
    "checkblocks checklevel checkblockindex checkaddrman checkmempool checkpoints stopafterblockimport "
    "test capturemessages maxsigcachesize maxtipage printpriority uacomment privatebroadcast "
    "whitelistforcerelay whitelistrelay rest ipcbind logips loglevel logtimestamps logsourcelocations "
    "logtimemicros loglevelalways logratelimit testactivationheight vbparams signetchallenge "
    "signetseednode testnet testnet4 signet".split()
)

KNOWN = MEANINGFUL | WITHOUT_MEANING

NETWORK_ONLY = frozenset("addnode bind connect port rpcbind rpcport wallet walletdir".split())
"""In a configuration file these count only inside the [regtest] section."""
