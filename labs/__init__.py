"""The package learners import in their notebooks: self-checks and helpers. Imports nothing else of ours."""
