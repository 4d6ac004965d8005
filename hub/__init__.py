"""Where learners work: JupyterHub configuration, sandboxed servers, accounts, the `hunar` command."""
