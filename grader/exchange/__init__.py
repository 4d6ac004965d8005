"""The exchange over HTTP: nbgrader's plugins, the client of the progress service and the offering of
releases.

Everything here runs inside a learner's or instructor's sandbox and speaks with that person's own token: who
is asking, and what they may see, is decided by the service and never by what we send. `factory` names the
plugins.
"""
