/*
 * One press on Submit, from saving to the result. A press is never lost: until a receipt or a refusal arrives it
 * stays in the queue, with its key, and is sent again.
 */
import { pause, saved } from './saving.js';

const POLL_EVERY_MS = 1_000;
const POLL_SLOWLY_MS = 15_000;
const POLL_FAST_FOR_MS = 180_000;
const OVER = new Set(['graded', 'rejected', 'internal_error']);

export class HandIn {
  /** @param {any} parts see plugin.js */
  constructor(parts) {
    Object.assign(this, parts);
    this.retrying = false;
    this.sending = false;
  }

  refuse(why) {
    this.subject.current = '';
    this.show();
    this.report({ kind: 'refused', message: why });
  }

  /** Called when the learner presses the button of this notebook panel. */
  async press(panel) {
    const path = panel.context.path;
    this.subject.current = path;
    this.show();
    this.report({ kind: 'saving', path });
    if ((await this.connection.check()) !== 'ok') {
      const entry = this.queue.add(path);
      this.#keep(entry, panel);
      this.#waiting(entry, this.connection.state);
      return;
    }
    if (!(await saved(panel))) {
      this.report({
        kind: 'refused',
        message: 'The notebook could not be saved, so it was not handed in. Save it first (Ctrl+S), then press Submit.'
      });
      return;
    }
    await this.#send(this.queue.add(path));
  }

  /** Send what is still queued, oldest first. Quiet when there is nothing. */
  async retry() {
    if (this.retrying || this.sending || this.queue.all().length === 0) {
      return;
    }
    this.retrying = true;
    try {
      for (const entry of this.queue.all()) {
        if (!(await this.#send(entry))) {
          break;
        }
      }
    } finally {
      this.retrying = false;
    }
  }

  /** True when the entry has ended, in a receipt or a refusal. */
  async #send(entry) {
    this.sending = true;
    try {
      const answer = await this.server.submit(entry);
      if (answer.queued !== undefined) {
        this.#waiting(entry, 'service');
        return false;
      }
      this.queue.remove(entry.key);
      this.show();
      this.#follow(entry, answer.receipt);
      return true;
    } catch (trouble) {
      if (trouble.kind === 'refused') {
        this.queue.remove(entry.key);
        this.show();
        this.report({ kind: 'refused', message: trouble.message });
        return true;
      }
      if (trouble.kind === undefined) {
        throw trouble;
      }
      const open = this.openNotebook(entry.path);
      if (open && entry.content === undefined) {
        this.#keep(entry, open);
      }
      this.#waiting(entry, trouble.kind);
      this.connection.check();
      return false;
    } finally {
      this.sending = false;
    }
  }

  #keep(entry, panel) {
    this.queue.keep(entry.key, withoutOutputs(panel.context.model.toJSON()));
  }

  #waiting(entry, why) {
    this.show();
    this.subject.current = entry.key;
    this.report({ kind: 'waiting', path: entry.path, pressedAt: entry.pressedAt, why });
  }

  /** Show the receipt, then the result as soon as there is one. */
  async #follow(entry, receipt) {
    const id = receipt.id;
    this.subject.current = id;
    this.report({ kind: 'receipt', path: entry.path, receipt });
    const started = Date.now();
    let state = receipt.state;
    while (this.subject.current === id && !OVER.has(state) && state !== 'waiting') {
      await pause(Date.now() - started < POLL_FAST_FOR_MS ? POLL_EVERY_MS : POLL_SLOWLY_MS);
      try {
        receipt = await this.server.submission(id);
      } catch {
        continue; // the receipt stands; the result comes when the connection is back
      }
      if (this.subject.current === id && receipt.state !== state) {
        state = receipt.state;
        this.report({ kind: OVER.has(state) ? 'result' : 'receipt', path: entry.path, receipt });
      }
    }
  }
}

/** The notebook's text as handed in when it cannot be saved: outputs are not graded and would fill the storage. */
function withoutOutputs(notebook) {
  const cells = notebook.cells.map(cell =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell
  );
  return JSON.stringify({ ...notebook, cells });
}
