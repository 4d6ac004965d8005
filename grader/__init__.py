"""From an instructor's text to a learner's verdict: source -> release -> submission -> verdict -> feedback.

Public to the other rooms: `verdict` (what grading says), `course` (what a course is), `bundle` (a built
assignment), `feedback` (a verdict as a page).
"""
