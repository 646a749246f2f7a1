// The list of messages: questions, answers as Markdown, and answers that grow while they come.

import { render } from "./markdown.js";
import { Announcer } from "./shared/announcer.js";
import { $, h, icon } from "./shared/dom.js";
import { ScrollPosition } from "./shared/scroll_position.js";
import { t } from "./texts.js";

const COPIED_MS = 1500;

export class Messages {
  #position = new ScrollPosition($("#scroll"), $("#to-bottom"));
  #announcer = new Announcer($("#announcer"));
  #count = 0;

  constructor() {
    $("#to-bottom").append(icon("down"));
  }

  clear(...shown) {
    $("#messages").replaceChildren(...shown);
    $("#to-bottom").hidden = true;
  }

  question(text) {
    this.#append(h("article", { class: "row own" }, h("div", { class: "bubble" }, text)));
  }

  /** An answer that is there already. */
  answer(text, isStopped) {
    const answer = this.begin();
    answer.show(text);
    answer.end({ note: isStopped ? t("stopped") : "", kind: "stopped" });
  }

  /** An answer that begins: `show(text)` what there is of it, then `end` with what may follow. */
  begin() {
    const dots = [h("i"), h("i"), h("i")];
    const bubble = h("div", { class: "bubble", "aria-hidden": "true" }, dots);
    const row = h("article", { class: "row other dots" }, bubble);
    const id = (this.#count += 1);
    let shown = "";
    this.#append(row);
    const show = (text) => {
      if (text === shown) return;
      shown = text;
      row.classList.remove("dots");
      bubble.removeAttribute("aria-hidden");
      this.#position.during(() => bubble.replaceChildren(...render(text)));
    };
    /** `note` says why it is not whole; `again` asks once more. */
    const end = ({ note = "", kind = "", again = null, isNew = false }) => {
      row.classList.remove("dots");
      bubble.removeAttribute("aria-hidden");
      if (!shown) bubble.replaceChildren();
      this.#position.during(() => {
        if (note) bubble.append(h("p", { class: kind }, note));
        row.append(tools(shown, again, kind === "failure"));
      });
      if (isNew) this.#announcer.changed(id, [bubble.textContent, note && !bubble.textContent.includes(note) ? note : ""].join(" ").trim());
    };
    return { show, end };
  }

  /** Only the last answer can be asked for again. */
  dropAgain() {
    for (const button of $("#messages").querySelectorAll("[data-again]")) button.remove();
  }

  #append(row) {
    $("#messages > .hints")?.remove();
    $("#messages").append(row);
    this.#position.toEnd();
  }
}

function tools(text, again, isFailure) {
  const copy = async ({ currentTarget: button }) => {
    await navigator.clipboard?.writeText(text);
    button.lastChild.textContent = t("copied");
    setTimeout(() => (button.lastChild.textContent = t("copy")), COPIED_MS);
  };
  const label = t(isFailure ? "retry" : "again");
  return h("div", { class: "tools" },
    text && h("button", { type: "button", onclick: copy }, icon("copy"), h("span", {}, t("copy"))),
    again && h("button", { type: "button", dataset: { again: "" }, onclick: again }, icon("again"), h("span", {}, label)));
}
