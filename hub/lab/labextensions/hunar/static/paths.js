/*
 * Which notebooks can be handed in. The server decides the same again (hub/lab/notebook_file.py).
 */
const NAME = '[a-z0-9]+(?:-[a-z0-9]+)*';
const IN_ASSIGNMENT = new RegExp(`^assignments/(${NAME})/(${NAME})/([^/]+)$`);

/** @param {string} path relative to the learner's home, perhaps with a drive such as `RTC:` before it */
export function handInTarget(path) {
  const match = IN_ASSIGNMENT.exec(localPath(path));
  if (!match) {
    return { ok: false, why: 'Only notebooks in assignments/<course>/<assignment> can be handed in.' };
  }
  const [, course, assignment, file] = match;
  const right = file === `${assignment}.ipynb`;
  const newRelease = file.startsWith(`${assignment}-new-release-`) && /-[0-9a-f]{8}\.ipynb$/.test(file);
  if (!right && !newRelease) {
    return { ok: false, why: `The notebook to hand in here is ${assignment}.ipynb.` };
  }
  return { ok: true, course, assignment };
}

export function localPath(path) {
  return path.replace(/^[A-Za-z]+:/, '').replace(/^\/+/, '');
}
