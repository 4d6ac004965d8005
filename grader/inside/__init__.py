"""Code that runs inside the sandbox, beside the learner's: standard library only, no secrets, no course data."""
