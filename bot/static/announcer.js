// Has messages read aloud by screen readers: each once it has stopped growing, and later only what was added.

const QUIET_MS = 1500;
const REMEMBERED = 50;

export class Announcer {
  #element;
  #said = new Map();
  #timers = new Map();

  /** `element` is a live region that nobody sees. */
  constructor(element) {
    this.#element = element;
  }

  /** The message `id` is now `text`, by `sender`. */
  changed(id, text, sender = "") {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(() => this.#say(id, text, sender), QUIET_MS));
  }

  #say(id, text, sender) {
    this.#timers.delete(id);
    const said = this.#said.get(id);
    const fresh = said !== undefined && text.startsWith(said) ? text.slice(said.length) : text;
    this.#said.delete(id);
    this.#said.set(id, text);
    if (this.#said.size > REMEMBERED) this.#said.delete(this.#said.keys().next().value);
    if (fresh.trim()) this.#element.textContent = said === undefined && sender ? `${sender}: ${fresh}` : fresh;
  }
}
