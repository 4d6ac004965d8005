/*
 * What the toolbar's button does with a notebook, by its place. The server decides the same again
 * (hub/lab/notebook_file.py, hub/lab/course_file.py).
 */
const NAME = '[a-z0-9]+(?:-[a-z0-9]+)*';
const IN_ASSIGNMENT = new RegExp(`^assignments/(${NAME})/(${NAME})/([^/]+)$`);
const IN_COURSE = new RegExp(`^courses/(${NAME})/(${NAME})/([^/]+)$`);

/**
 * @param {string} path relative to home, perhaps with a drive such as `RTC:` before it
 * @param {boolean} instructor whether this is an instructor's server
 * @returns {{action: 'hand-in'|'release'|'', why?: string, course?: string, assignment?: string}}
 */
export function targetOf(path, instructor) {
  const place = localPath(path);
  const handIn = IN_ASSIGNMENT.exec(place);
  if (handIn) {
    return handInTarget(...handIn.slice(1));
  }
  const release = instructor && IN_COURSE.exec(place);
  if (release) {
    return releaseTarget(...release.slice(1));
  }
  const places = ['Only notebooks in assignments/<course>/<assignment> can be handed in'];
  if (instructor) {
    places.push('only courses/<course>/<assignment>/<assignment>.py can be released');
  }
  return { action: '', why: `${places.join('; ')}.` };
}

export function localPath(path) {
  return path.replace(/^[A-Za-z]+:/, '').replace(/^\/+/, '');
}

function handInTarget(course, assignment, file) {
  const right = file === `${assignment}.ipynb`;
  const newRelease = file.startsWith(`${assignment}-new-release-`) && /-[0-9a-f]{8}\.ipynb$/.test(file);
  if (!right && !newRelease) {
    return { action: '', why: `The notebook to hand in here is ${assignment}.ipynb.` };
  }
  return { action: 'hand-in', course, assignment };
}

function releaseTarget(course, assignment, file) {
  if (file !== `${assignment}.py`) {
    return { action: '', why: `The notebook to release here is ${assignment}.py.` };
  }
  return { action: 'release', course, assignment };
}
