/*
 * One press on Release, from saving to the platform's answer. The check goes on without this tab: the
 * course's page on the platform shows it too.
 */
import { pause, saved } from './saving.js';

const POLL_EVERY_MS = 1_000;

export class Release {
  /** @param {any} parts see plugin.js */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Ends when the check has ended. @param {any} panel @param {string} assignment */
  async press(panel, assignment) {
    const mine = `release:${Date.now()}`;
    this.subject.current = mine;
    const tell = news => this.subject.current === mine && this.report({ assignment, ...news });
    this.show();
    tell({ kind: 'release-saving' });
    if (!(await saved(panel))) {
      tell({
        kind: 'release-failed',
        message: 'The notebook could not be saved, so it was not released. Save it first (Ctrl+S), then press Release.'
      });
      return;
    }
    try {
      const asked = await this.server.release(panel.context.path);
      tell({ kind: 'checking', page: asked.page });
      const check = await this.#concluded(asked, tell);
      tell({ kind: 'concluded', check, page: asked.page });
    } catch (trouble) {
      if (trouble.kind === undefined) {
        throw trouble;
      }
      tell({ kind: 'release-failed', message: trouble.message });
      this.connection.check();
    }
  }

  /** The check once it is over. An outage in between is waited out. */
  async #concluded(asked, tell) {
    const started = Date.now();
    let check = asked;
    while (check.state === 'checking') {
      tell({ kind: 'elapsed', seconds: Math.round((Date.now() - started) / 1000) });
      await pause(POLL_EVERY_MS);
      try {
        check = await this.server.releaseState(asked.id);
      } catch (trouble) {
        if (trouble.kind === 'refused' || trouble.kind === undefined) {
          throw trouble;
        }
        this.connection.check();
      }
    }
    return check;
  }
}
