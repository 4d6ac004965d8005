"""The pages that learners, instructors, administrators and verifiers see, readable without scripts."""
