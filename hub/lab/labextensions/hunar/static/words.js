/*
 * The grader's closed vocabularies (grader/verdict.py) in a learner's words.
 */
export const EXERCISE = {
  passed: 'Passed',
  failed: 'Not yet right',
  timed_out: 'Took too long',
  out_of_memory: 'Used too much memory',
  crashed: 'Stopped unexpectedly',
  not_attempted: 'Not attempted',
  needs_manual: 'Awaits your instructor',
  internal_error: 'Could not be checked (our fault)'
};

export const WAITING = {
  service:
    'Your work is saved in the notebook. The grading service cannot be reached now; ' +
    'it will be handed in as soon as it is back. You may close this tab.',
  lost:
    'Your work is kept in this browser. The connection is lost; ' +
    'it will be handed in as soon as the connection is back. Keep this tab open if you can.',
  'signed-out':
    'Your work is kept in this browser. Your session has ended: sign in again by the link in the banner; ' +
    'then it will be handed in.',
  stopped:
    'Your work is kept in this browser. Your notebook server has stopped: start it by the link in the banner; ' +
    'then it will be handed in.'
};

/** At most two decimals, no trailing zeros. */
export function points(number) {
  return String(Math.round(number * 100) / 100);
}
