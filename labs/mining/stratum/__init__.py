"""Stratum v1: how a pool and its miners talk. One JSON object per line, over TCP.

A miner subscribes and authorises a worker. The pool sets a share difficulty and notifies jobs: all of a
block but a gap in the coinbase, the time and the nonce. The miner fills these and submits what hashes low
enough. A share is not worth anything to the network; it proves work to the pool. Now and then a share is a
block. Sources: braiins' description of Stratum v1; BIP 310 (mining.configure, version rolling).
"""
