"""Where learners work: JupyterHub configuration, sandboxed servers, accounts at the door, the `hunar` command."""
