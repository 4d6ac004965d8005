/*
 * The plugins: a Submit or Release button on every notebook, one panel for what comes of it, one connection banner.
 */
import { Connection } from './connection.js';
import { prepareText } from './course_text.js';
import { HandIn } from './handin.js';
import { panelContent } from './panel.js';
import { Queue } from './queue.js';
import { Release } from './release.js';
import { Server } from './server.js';
import { addButton } from './toolbar.js';

const RETRY_EVERY_MS = 30_000;
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
      description: 'Hands in and releases notebooks, and shows what came of it.',
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
  widget.title.caption = 'What came of handing in or releasing';
  widget.title.closable = true;
  widget.node.style.minWidth = PANEL_WIDTH;

  const show = () => {
    if (!widget.isAttached) {
      const narrow = window.innerWidth < NARROW_PX;
      app.shell.add(widget, narrow ? 'main' : 'right', narrow ? { mode: 'split-bottom' } : { rank: 50 });
    }
    app.shell.activateById(widget.id);
  };

  const shared = { server, connection, report: content.report, subject: content.subject, show };
  const handIn = new HandIn({
    ...shared,
    queue: new Queue(window.localStorage, settings.baseUrl),
    openNotebook: path => tracker.find(panel => panel.context.path === path)
  });
  const instructor = lab.coreutils.PageConfig.getOption('hunarRole') === 'instructor';
  const parts = { instructor, handIn, release: new Release(shared) };
  const equip = panel => {
    addButton(lab, panel, parts);
    prepareText(panel, instructor);
  };
  tracker.widgetAdded.connect((_, panel) => equip(panel));
  tracker.forEach(equip);

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

function loadStyle() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('./hunar.css', import.meta.url).href;
  document.head.append(link);
}
