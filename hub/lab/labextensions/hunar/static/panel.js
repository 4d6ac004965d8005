/*
 * The panel: what happened to the notebook, in words. Everything is set as text, never as HTML.
 */
import { EXERCISE, WAITING, points } from './words.js';

export function panelContent() {
  const node = element('section', { class: 'hunar-panel', 'aria-label': 'Handing in', lang: 'en' });
  const live = element('div', { 'aria-live': 'polite', 'aria-atomic': 'false', tabindex: '-1' });
  live.append(element('p', {}, 'Press Submit in an assignment to hand it in. The receipt and the result appear here.'));
  node.append(live);
  const report = news => live.replaceChildren(...describe(news));
  return { node, report };
}

function describe(news) {
  switch (news.kind) {
    case 'saving':
      return [heading('Saving and handing in …'), element('p', {}, nameOf(news.path))];
    case 'refused':
      return [heading('Not handed in'), element('p', { class: 'hunar-warning' }, news.message)];
    case 'waiting':
      return [
        heading('Not handed in yet'),
        element('p', { class: 'hunar-warning' }, WAITING[news.why] ?? WAITING.lost),
        facts([
          ['Notebook', nameOf(news.path)],
          ['Pressed', when(news.pressedAt)]
        ])
      ];
    case 'receipt':
      return [heading('Handed in'), ...receipt(news), element('p', {}, progress(news.receipt))];
    default:
      return [heading('Result'), ...result(news.receipt), ...receipt(news)];
  }
}

function receipt({ path, receipt }) {
  const page = element('a', { href: receipt.page, target: '_blank', rel: 'noopener' }, 'Open this submission’s page');
  return [
    facts([
      ['Notebook', nameOf(path)],
      ['Received', when(receipt.received_at) + (receipt.late ? ' (late)' : '')],
      ['Attempt', String(receipt.attempt)],
      ['Digest', receipt.digest.slice(0, 12)]
    ]),
    ...(receipt.page ? [element('p', {}, page)] : [])
  ];
}

function progress(receipt) {
  if (receipt.state === 'waiting') {
    const from = receipt.not_before ? ` It will be graded after ${when(receipt.not_before)}.` : '';
    return `Your work is kept. Today’s gradings are used up.${from}`;
  }
  return receipt.state === 'running' ? 'It is being graded now …' : 'It is in the queue for grading …';
}

function result(submission) {
  const verdict = submission.verdict;
  if (submission.state !== 'graded' || !verdict) {
    const ours = submission.state === 'internal_error';
    const start = ours ? 'Grading failed on our side. This costs you no attempt.' : 'The notebook could not be graded.';
    return [element('p', { class: 'hunar-warning' }, [start, verdict?.message].filter(Boolean).join(' '))];
  }
  const score = submission.score ?? verdict.score;
  const parts = [
    element('p', { class: 'hunar-score' }, `${points(score)} of ${points(submission.max_score ?? verdict.max_score)} points`)
  ];
  if (verdict.needs_manual.length > 0) {
    parts.push(element('p', {}, 'Part of it awaits your instructor’s reading; its points come later.'));
  }
  const list = element('ul', { class: 'hunar-exercises' });
  list.append(...verdict.exercises.map(exercise));
  parts.push(element('h3', {}, 'Exercises'), list);
  return parts;
}

function exercise(result) {
  const item = element('li', { 'data-status': result.status });
  const name = element('span', { class: 'hunar-exercise-name' }, result.grade_id);
  const status = element('strong', {}, EXERCISE[result.status] ?? result.status);
  const score = `${points(result.score)} of ${points(result.max_score)} points`;
  item.append(name, element('div', {}, status, ` · ${score}`));
  if (result.message) {
    item.append(element('p', {}, result.message));
  }
  return item;
}

function facts(pairs) {
  const list = element('dl', { class: 'hunar-facts' });
  for (const [term, value] of pairs) {
    list.append(element('dt', {}, term), element('dd', {}, value));
  }
  return list;
}

function heading(text) {
  return element('h2', {}, text);
}

function when(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

function nameOf(path) {
  return path.split('/').pop();
}

function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
