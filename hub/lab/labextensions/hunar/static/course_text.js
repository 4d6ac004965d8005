/*
 * An instructor's text opened as a notebook, made ready for JupyterLab and nbgrader's panels.
 */
import { targetOf } from './paths.js';

const SCHEMA_VERSION = 3; // nbgrader's; the text leaves it out, and the build fills it in

/** @param {any} panel @param {boolean} instructor */
export function prepareText(panel, instructor) {
  startKernel(panel);
  if (targetOf(panel.context.path, instructor).action === 'release') {
    panel.context.ready.then(() => fillSchemaVersion(panel.context.model));
  }
}

/** Text names no kernel; without this JupyterLab asks for one at every opening. */
function startKernel(panel) {
  const session = panel.context.sessionContext;
  session.kernelPreference = { ...session.kernelPreference, autoStartDefault: true };
}

/** Without a version Create Assignment takes the metadata for outdated, and asks for a command that cannot help. */
function fillSchemaVersion(model) {
  for (const cell of model.cells) {
    const metadata = cell.getMetadata('nbgrader');
    if (metadata && metadata.schema_version === undefined) {
      cell.setMetadata('nbgrader', { ...metadata, schema_version: SCHEMA_VERSION });
    }
  }
}
