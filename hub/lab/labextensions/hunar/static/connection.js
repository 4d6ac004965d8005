/*
 * The banner that tells a learner when the connection is lost, the session has ended or the server has stopped.
 */
const PING_EVERY_MS = 15_000;
const PING_WHEN_LOST_MS = 3_000;

export class Connection {
  /** @param {import('./server.js').Server} server */
  constructor(server) {
    this.server = server;
    this.state = 'ok';
    this.listeners = [];
    this.timer = 0;
    this.node = document.createElement('div');
    this.node.className = 'hunar-banner';
    this.node.setAttribute('role', 'alert');
    this.node.hidden = true;
    document.body.append(this.node);
  }

  onBack(listener) {
    this.listeners.push(listener);
  }

  watch() {
    window.addEventListener('offline', () => this.#become('lost'));
    window.addEventListener('online', () => this.check());
    document.addEventListener('visibilitychange', () => document.hidden || this.check());
    this.check();
  }

  /** Ask the server now. Comes back with 'ok', 'lost', 'signed-out' or 'stopped'. */
  async check() {
    window.clearTimeout(this.timer);
    try {
      await this.server.ping();
      this.#become('ok');
    } catch (trouble) {
      this.#become(trouble.kind === 'refused' ? 'lost' : trouble.kind ?? 'lost');
    }
    this.timer = window.setTimeout(() => this.check(), this.state === 'ok' ? PING_EVERY_MS : PING_WHEN_LOST_MS);
    return this.state;
  }

  #become(state) {
    if (state === this.state) {
      return;
    }
    this.state = state;
    this.node.hidden = state === 'ok';
    this.node.replaceChildren(...(state === 'ok' ? [] : this.#words(state)));
    if (state === 'ok') {
      this.listeners.forEach(listener => listener());
    }
  }

  #words(state) {
    if (state === 'signed-out') {
      return [
        'Your session has ended. Your typing is kept in this tab. ',
        link(this.server.signInUrl, 'Sign in again in a new tab'),
        ', then come back here.'
      ];
    }
    if (state === 'stopped') {
      return [
        'Your notebook server has stopped. Your typing is kept in this tab. ',
        link(this.server.signInUrl, 'Start it again in a new tab'),
        ', then come back here.'
      ];
    }
    return [
      'Connection lost. Your typing is kept in this tab; it will be saved when the connection returns.'
    ];
  }
}

function link(href, text) {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.target = '_blank';
  anchor.rel = 'noopener';
  anchor.textContent = text;
  return anchor;
}
