"""What learners and instructors see inside JupyterLab: the Submit button, the receipt, the connection banner.

`config` writes the settings of a learner's server, `extension` is the half that runs inside that server, and
`labextensions/hunar` the half that runs in the browser: plain JavaScript, served as it lies, never built.
"""
