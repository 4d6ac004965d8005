"""Code that runs inside the sandbox, beside the learner's: no secrets, no course data."""
