/*
 * The button in a notebook's toolbar: Submit, or Release on an instructor's own notebook of a course. Where it
 * can do nothing it is disabled and says why.
 */
import { targetOf } from './paths.js';

const POSITION = 1; // right after JupyterLab's own save button, so that it stays visible on a narrow screen
const LABEL = { release: 'Release' };
const TITLE = {
  'hand-in': assignment => `Save and hand in ${assignment}`,
  release: assignment => `Save ${assignment}, have it checked, and release it to learners`
};

/**
 * @param {any} lab @param {any} panel
 * @param {{instructor: boolean, handIn: any, release: any}} parts
 */
export function addButton(lab, panel, { instructor, handIn, release }) {
  const holder = new lab.widgets.Widget();
  holder.addClass('hunar-submit-holder');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'hunar-submit';
  holder.node.append(button);
  let busy = false;
  const refresh = () => {
    const target = targetOf(panel.context.path, instructor);
    button.textContent = LABEL[target.action] ?? 'Submit';
    // aria-disabled, not disabled: the tooltip stays reachable by keyboard and screen reader.
    button.setAttribute('aria-disabled', String(busy || !target.action));
    button.title = target.action ? TITLE[target.action](target.assignment) : target.why;
  };
  button.addEventListener('click', async () => {
    const target = targetOf(panel.context.path, instructor);
    if (busy) {
      return;
    }
    if (!target.action) {
      handIn.refuse(target.why);
      return;
    }
    busy = true;
    refresh();
    try {
      await (target.action === 'release' ? release.press(panel, target.assignment) : handIn.press(panel));
    } finally {
      busy = false;
      refresh();
    }
  });
  panel.context.pathChanged.connect(refresh);
  refresh();
  panel.toolbar.insertItem(POSITION, 'hunar-submit', holder);
}
