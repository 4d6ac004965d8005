/*
 * The panel: what happened to the notebook, in words.
 */
import { element, facts, heading, pageLink, warning, when } from './elements.js';
import { releaseNews } from './release_news.js';
import { result } from './result.js';
import { WAITING } from './words.js';

/** {node, report, subject}; `subject.current` names what the panel shows, so that older news stay away. */
export function panelContent() {
  const node = element('section', { class: 'hunar-panel', 'aria-label': 'Hunar', lang: 'en' });
  const live = element('div', { 'aria-live': 'polite', 'aria-atomic': 'false', tabindex: '-1' });
  live.append(element('p', {}, 'Press Submit in an assignment to hand it in. The receipt and the result appear here.'));
  // Outside the live region: a clock read aloud every second would drown everything else.
  const clock = element('p', { class: 'hunar-clock' });
  node.append(live, clock);
  const report = news => {
    clock.textContent = news.kind === 'elapsed' ? `${news.seconds} s` : '';
    if (news.kind !== 'elapsed') {
      live.replaceChildren(...describe(news));
    }
  };
  return { node, report, subject: { current: '' } };
}

function describe(news) {
  switch (news.kind) {
    case 'saving':
      return [heading('Saving and handing in …'), element('p', {}, nameOf(news.path))];
    case 'refused':
      return [heading('Not handed in'), warning(news.message)];
    case 'waiting':
      return [
        heading('Not handed in yet'),
        warning(WAITING[news.why] ?? WAITING.lost),
        facts([
          ['Notebook', nameOf(news.path)],
          ['Pressed', when(news.pressedAt)]
        ])
      ];
    case 'receipt':
      return [heading('Handed in'), ...receipt(news), element('p', {}, progress(news.receipt))];
    case 'result':
      return [heading('Result'), ...result(news.receipt), ...receipt(news)];
    default:
      return releaseNews(news);
  }
}

function receipt({ path, receipt }) {
  return [
    facts([
      ['Notebook', nameOf(path)],
      ['Received', when(receipt.received_at) + (receipt.late ? ' (late)' : '')],
      ['Attempt', String(receipt.attempt)],
      ['Digest', receipt.digest.slice(0, 12)]
    ]),
    ...pageLink(receipt.page, 'Open this submission’s page')
  ];
}

function progress(receipt) {
  if (receipt.state === 'waiting') {
    const from = receipt.not_before ? ` It will be graded after ${when(receipt.not_before)}.` : '';
    return `Your work is kept. Today’s gradings are used up.${from}`;
  }
  return receipt.state === 'running' ? 'It is being graded now …' : 'It is in the queue for grading …';
}

function nameOf(path) {
  return path.split('/').pop();
}
