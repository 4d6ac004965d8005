/*
 * The plugins: a Submit button on every notebook, one panel for receipt and result, one connection banner.
 */
import { Connection } from './connection.js';
import { HandIn } from './handin.js';
import { handInTarget } from './paths.js';
import { panelContent } from './panel.js';
import { Queue } from './queue.js';
import { Server } from './server.js';

const RETRY_EVERY_MS = 30_000;
const SAVE_POSITION = 1; // right after JupyterLab's own save button, so that it stays visible on a narrow screen
const NARROW_PX = 760;
const PANEL_WIDTH = '280px';

/** @param {any} lab JupyterLab's packages by short name */
export function plugins(lab) {
  let connection;
  const connectionOf = app => {
    connection ??= new Connection(new Server(lab, app.serviceManager.serverSettings));
    return connection;
  };
  return [
    {
      id: 'hunar:connection-lost',
      description: 'Tells of a lost connection by a banner, where JupyterLab would open a dialog over the work.',
      autoStart: true,
      provides: lab.application.IConnectionLost,
      activate: app => async () => {
        await connectionOf(app).check();
      }
    },
    {
      id: 'hunar:hand-in',
      description: 'Hands in notebooks and shows receipt and result.',
      autoStart: true,
      requires: [lab.notebook.INotebookTracker],
      activate: (app, tracker) => activate(lab, app, tracker, connectionOf(app))
    }
  ];
}

function activate(lab, app, tracker, connection) {
  loadStyle();
  const settings = app.serviceManager.serverSettings;
  const server = connection.server;
  const content = panelContent();
  const widget = new lab.widgets.Widget({ node: content.node });
  widget.id = 'hunar-panel';
  widget.title.label = 'Hunar';
  widget.title.caption = 'Receipt and result of what you handed in';
  widget.title.closable = true;
  widget.node.style.minWidth = PANEL_WIDTH;

  const show = () => {
    if (!widget.isAttached) {
      const narrow = window.innerWidth < NARROW_PX;
      app.shell.add(widget, narrow ? 'main' : 'right', narrow ? { mode: 'split-bottom' } : { rank: 50 });
    }
    app.shell.activateById(widget.id);
  };

  const handIn = new HandIn({
    server,
    connection,
    queue: new Queue(window.localStorage, settings.baseUrl),
    report: content.report,
    show,
    openNotebook: path => tracker.find(panel => panel.context.path === path)
  });
  tracker.widgetAdded.connect((_, panel) => addButton(lab, panel, handIn));
  tracker.forEach(panel => addButton(lab, panel, handIn));

  const retry = () => handIn.retry();
  connection.onBack(retry);
  window.addEventListener('online', retry);
  window.setInterval(retry, RETRY_EVERY_MS);
  connection.watch();
  app.restored.then(retry);
  makeRoom(app, tracker);
}

/** On a narrow screen JupyterLab's side panels leave no room for the notebook: fold them when one opens. */
function makeRoom(app, tracker) {
  const fold = () => {
    if (window.innerWidth < NARROW_PX) {
      app.shell.collapseLeft?.();
      app.shell.collapseRight?.();
    }
  };
  app.restored.then(fold);
  tracker.widgetAdded.connect((_, panel) => panel.revealed.then(fold));
}

/** Every notebook gets the button; where nothing can be handed in it is disabled and says why. */
function addButton(lab, panel, handIn) {
  const holder = new lab.widgets.Widget();
  holder.addClass('hunar-submit-holder');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'hunar-submit';
  button.textContent = 'Submit';
  holder.node.append(button);
  const refresh = () => {
    const target = handInTarget(panel.context.path);
    // aria-disabled, not disabled: the tooltip stays reachable by keyboard and screen reader.
    button.setAttribute('aria-disabled', String(!target.ok));
    button.title = target.ok ? `Save and hand in ${target.assignment}` : target.why;
  };
  button.addEventListener('click', async () => {
    const target = handInTarget(panel.context.path);
    if (!target.ok) {
      handIn.refuse(target.why);
      return;
    }
    button.setAttribute('aria-disabled', 'true');
    try {
      await handIn.press(panel);
    } finally {
      refresh();
    }
  });
  panel.context.pathChanged.connect(refresh);
  refresh();
  panel.toolbar.insertItem(SAVE_POSITION, 'hunar-submit', holder);
}

function loadStyle() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('./hunar.css', import.meta.url).href;
  document.head.append(link);
}
