/*
 * A submission's result: the points, then one line per exercise. An exercise has several graded cells (the
 * visible check, the hidden tests); learners know it by its title, not by its cells.
 */
import { element, warning } from './elements.js';
import { EXERCISE, points } from './words.js';

const WORST_FIRST = [
  'internal_error',
  'crashed',
  'out_of_memory',
  'timed_out',
  'failed',
  'not_attempted',
  'needs_manual',
  'passed'
];

export function result(submission) {
  const verdict = submission.verdict;
  if (submission.state !== 'graded' || !verdict) {
    const ours = submission.state === 'internal_error';
    const start = ours ? 'Grading failed on our side. This costs you no attempt.' : 'The notebook could not be graded.';
    return [warning([start, verdict?.message].filter(Boolean).join(' '))];
  }
  const score = submission.score ?? verdict.score;
  const most = submission.max_score ?? verdict.max_score;
  const parts = [element('p', { class: 'hunar-score' }, `${points(score)} of ${points(most)} points`)];
  if (verdict.message) {
    parts.push(element('p', { class: 'hunar-warning' }, verdict.message));
  }
  if (verdict.needs_manual.length > 0) {
    parts.push(element('p', {}, 'Part of it awaits your instructor’s reading; its points come later.'));
  }
  const list = element('ul', { class: 'hunar-exercises' });
  list.append(...exercises(submission).map(line));
  parts.push(element('h3', {}, 'Exercises'), list);
  return parts;
}

/** One entry per exercise, in notebook order: {title, status, score, max_score, messages, checks}. */
export function exercises({ verdict, titles = {}, exercises = {} }) {
  const groups = new Map();
  for (const cell of verdict.exercises) {
    const name = exercises[cell.grade_id] ?? cell.grade_id;
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  return [...groups.values()].map(cells => ({
    title: heading(titles[cells[0].grade_id] ?? cells[0].grade_id),
    status: WORST_FIRST.find(status => cells.some(cell => cell.status === status)) ?? cells[0].status,
    score: sum(cells, 'score'),
    max_score: sum(cells, 'max_score'),
    messages: messages(cells),
    checks: cells.flatMap(cell => cell.checks ?? [])
  }));
}

/** The exercise in the author's words: `hash256` of `hash256: check` (grader.bundle.GradedCell.heading). */
function heading(title) {
  return title.split(':')[0];
}

/**
 * Each thing once. That a cell is untouched is said for its exercise, not for each of its checks; where named
 * parts of a check failed, they say it themselves.
 */
function messages(cells) {
  const untouched = cells.filter(cell => cell.status === 'not_attempted').slice(1);
  const told = cells.filter(cell => cell.message && !untouched.includes(cell) && !saidByParts(cell));
  return [...new Set(told.map(cell => cell.message))];
}

function saidByParts(cell) {
  return cell.status === 'failed' && (cell.checks ?? []).some(check => !check.passed);
}

function line(exercise) {
  const item = element('li', { 'data-status': exercise.status });
  const status = element('strong', {}, EXERCISE[exercise.status] ?? exercise.status);
  const score = `${points(exercise.score)} of ${points(exercise.max_score)} points`;
  item.append(
    element('span', { class: 'hunar-exercise-name' }, exercise.title),
    element('div', {}, status, ` · ${score}`),
    ...exercise.messages.map(message => element('p', {}, message))
  );
  if (exercise.checks.length > 0) {
    const parts = element('ul', { class: 'hunar-parts' });
    parts.append(...exercise.checks.map(part));
    item.append(parts);
  }
  return item;
}

/** One named part of a check. Names and words are the author's or quote the learner: text, in own direction. */
function part({ name, passed, message, misconception, shown }) {
  const item = element('li', { 'data-status': passed ? 'passed' : 'failed' });
  const status = element('strong', {}, passed ? 'Passed' : 'Not passed yet');
  item.append(element('div', {}, status, ' · ', element('bdi', {}, name)));
  if (message) {
    item.append(element('p', { dir: 'auto' }, message));
  }
  if (shown) {
    item.append(element('p', {}, 'Your code: ', element('code', { dir: 'auto' }, shown)));
  }
  if (misconception) {
    item.append(element('p', {}, 'Typical mistake: ', element('code', {}, misconception)));
  }
  return item;
}

function sum(cells, field) {
  return cells.reduce((total, cell) => total + cell[field], 0);
}
