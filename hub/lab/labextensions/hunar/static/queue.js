/*
 * Presses on Submit that have no receipt yet, in localStorage: they survive a reload, a crash and a power cut.
 * An entry: {key, path, pressedAt, content?}. The key makes a repeated request count once.
 */
export class Queue {
  constructor(storage, baseUrl) {
    this.storage = storage;
    this.name = `hunar:hand-ins:${baseUrl}`;
  }

  all() {
    try {
      const entries = JSON.parse(this.storage.getItem(this.name) ?? '[]');
      return Array.isArray(entries) ? entries : [];
    } catch {
      return [];
    }
  }

  /** A new press takes the place of older ones of the same notebook: each would cost a grading. */
  add(path) {
    const entry = { key: newKey(), path, pressedAt: Date.now() };
    this.#write([...this.all().filter(other => other.path !== path), entry]);
    return entry;
  }

  /** Keep the notebook's text with the entry, where the browser has room for it. True if it is kept. */
  keep(key, content) {
    return this.#write(this.all().map(entry => (entry.key === key ? { ...entry, content } : entry)));
  }

  remove(key) {
    this.#write(this.all().filter(entry => entry.key !== key));
  }

  #write(entries) {
    try {
      this.storage.setItem(this.name, JSON.stringify(entries));
      return true;
    } catch {
      return false;
    }
  }
}

function newKey() {
  // crypto.randomUUID exists only on https and localhost; a class on a local network has neither.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
