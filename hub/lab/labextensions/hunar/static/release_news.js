/*
 * What the panel says about a release: being checked, released, or what to mend first.
 */
import { element, facts, heading, pageLink, warning } from './elements.js';

export function releaseNews(news) {
  switch (news.kind) {
    case 'release-saving':
      return [heading('Saving …'), element('p', {}, news.assignment)];
    case 'release-failed':
      return [heading('Not released'), warning(news.message)];
    case 'checking':
      return [
        heading('Checking …'),
        element('p', {}, `The platform is checking ${news.assignment} (reference, stub, wrong answers).`),
        ...pageLink(news.page, 'All releases of this course')
      ];
    default:
      return concluded(news);
  }
}

function concluded({ assignment, check, page }) {
  if (check.state === 'released') {
    return [
      heading('Released'),
      facts([
        ['Assignment', assignment],
        ['Digest', (check.digest ?? '').slice(0, 12)]
      ]),
      element('p', {}, 'Learners get it within a minute of opening JupyterLab, without losing their work.'),
      ...pageLink(page, 'All releases of this course')
    ];
  }
  const list = element('ul', { class: 'hunar-faults' });
  list.append(...check.faults.map(fault));
  return [
    heading('Not released'),
    warning('Learners keep the release they have. Mend this and press Release again:'),
    list,
    ...pageLink(page, 'All releases of this course')
  ];
}

function fault({ where, what, mend }) {
  const place = element('span', { class: 'hunar-exercise-name' }, where ?? '');
  return element('li', {}, place, `: ${what ?? ''}`, ...(mend ? [` → ${mend}`] : []));
}
