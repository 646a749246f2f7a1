// An answer: three dots, then what there is of it, at last what one can do with it.

import { render } from "./markdown.js";
import { Announcer } from "./shared/announcer.js";
import { $, h, icon } from "./shared/dom.js";
import { t } from "./texts.js";

const COPIED_MS = 1500;
const announcer = new Announcer($("#announcer"));

export class GrowingAnswer {
  #position;
  #bubble = h("div", { class: "bubble", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  #text = "";
  row = h("article", { class: "row other dots" }, this.#bubble);

  /** `position` of the list that the answer grows in. */
  constructor(position) {
    this.#position = position;
  }

  show(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.#position.during(() => this.#fill(render(text)));
  }

  /** `note` (a sentence or an element of class `kind`) says why it is not whole; `again` asks once more. */
  end({ note = null, kind = "", again = null } = {}) {
    const shown = this.#text ? [...this.#bubble.childNodes] : [];
    this.#position.during(() => {
      this.#fill([...shown, ...(note ? [h("p", { class: kind }, note)] : [])]);
      this.row.append(this.#tools(again, kind === "failure"));
    });
  }

  /** Has it read aloud, once: while it grew nothing was. */
  announce() {
    announcer.changed(this, this.#bubble.innerText);
  }

  #fill(nodes) {
    this.row.classList.remove("dots");
    this.#bubble.removeAttribute("aria-hidden");
    this.#bubble.replaceChildren(...nodes);
  }

  #tools(again, isFailure) {
    return h("div", { class: "tools" },
      this.#text && h("button", { type: "button", onclick: (event) => this.#copy(event.currentTarget) }, icon("copy"), labelled("copy")),
      again && h("button", { type: "button", dataset: { again: "" }, onclick: again }, icon("again"), labelled(isFailure ? "retry" : "again")));
  }

  async #copy(button) {
    await navigator.clipboard?.writeText(this.#text);
    button.lastChild.textContent = t("copied");
    setTimeout(() => (button.lastChild.textContent = t("copy")), COPIED_MS);
  }
}

/** A text that follows the page's language. */
const labelled = (name) => h("span", { dataset: { t: name } }, t(name));

export const stoppedNote = () => ({ note: labelled("stopped"), kind: "stopped" });
