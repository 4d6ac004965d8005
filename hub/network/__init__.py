"""The class network: one regtest node per course, shared by its learners, and a page to look at the chain.

    learner's notebook ── gateway ── the course's node ── the learner's own wallet
                          faucet, a block every so often, reset by the instructor; block explorer

A hub service of its own (`/services/network/`), so that a chain that is busy slows no hand-in.
"""
