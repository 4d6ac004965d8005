/*
 * Requests to the learner's own server. Every trouble becomes one of three words: lost, signed-out, refused.
 */
const TIMEOUT_MS = 20_000;

export class Trouble extends Error {
  /** @param {'lost'|'signed-out'|'stopped'|'refused'} kind @param {string} message */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export class Server {
  constructor(lab, settings) {
    this.connection = lab.services.ServerConnection;
    this.join = lab.coreutils.URLExt.join;
    this.settings = settings;
  }

  get signInUrl() {
    return this.join(this.settings.baseUrl, 'hunar', 'signed-in');
  }

  ping() {
    return this.#request('ping?no_track_activity=1', { method: 'GET' });
  }

  /** 201 gives {receipt}, 202 gives {queued: why}. Throws Trouble. */
  async submit(entry) {
    const { key, path, content } = entry;
    const body = JSON.stringify({ key, path, content });
    const { status, data } = await this.#request('submit', { method: 'POST', body });
    return status === 202 ? { queued: data.message } : { receipt: data };
  }

  async submission(id) {
    return (await this.#request(`submissions?id=${encodeURIComponent(id)}`, { method: 'GET' })).data;
  }

  /** Ask for a release of the notebook at `path`: {id, state, page}. Throws Trouble. */
  async release(path) {
    return (await this.#request('release', { method: 'POST', body: JSON.stringify({ path }) })).data;
  }

  async releaseState(id) {
    return (await this.#request(`releases?id=${encodeURIComponent(id)}`, { method: 'GET' })).data;
  }

  async #request(path, init) {
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), TIMEOUT_MS);
    let response;
    try {
      const url = this.join(this.settings.baseUrl, 'hunar') + '/' + path;
      response = await this.connection.makeRequest(url, { ...init, signal: stop.signal }, this.settings);
    } catch {
      throw new Trouble('lost', 'The server cannot be reached.');
    } finally {
      window.clearTimeout(timer);
    }
    return this.#read(response);
  }

  async #read(response) {
    const json = (response.headers.get('content-type') ?? '').includes('json');
    if (response.status === 401 || response.status === 403 || (response.ok && !json)) {
      throw new Trouble('signed-out', 'Your session has ended.');
    }
    if (response.status === 424) {
      throw new Trouble('stopped', 'Your notebook server has stopped.');
    }
    if (!json) {
      throw new Trouble('lost', 'The server cannot be reached.');
    }
    let data;
    try {
      data = await response.json();
    } catch {
      throw new Trouble('lost', 'The answer was cut off.');
    }
    if (response.status >= 500) {
      throw new Trouble('lost', data.message ?? 'The server could not answer.');
    }
    if (!response.ok) {
      throw new Trouble('refused', data.message ?? 'The server refused the request.');
    }
    return { status: response.status, data };
  }
}
