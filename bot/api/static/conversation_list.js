// The conversations at the side; on a phone a page of its own.

import { call, isWidget } from "./api.js";
import { $, h, icon } from "./shared/dom.js";
import { t } from "./texts.js";

const FORBIDDEN = 403;
const TITLE_CHARACTERS = 40; // as the server has them
const isNarrow = matchMedia("(max-width: 720px)"); // as in style.css

export class ConversationList {
  #open;
  #rows = [];

  /** `open(id)` shows a conversation. */
  constructor(open) {
    this.#open = open;
    document.body.classList.toggle("listless", isWidget);
    $("#menu").append(icon("menu"));
    $("#close-menu").append(icon("close"));
    $("#menu").addEventListener("click", () => this.toggle(true));
    $("#close-menu").addEventListener("click", () => this.toggle(false));
    $("#sidebar").addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    isNarrow.addEventListener("change", () => this.toggle(false));
  }

  /** Raises the server's refusal. A public key, as a widget has, lists nothing: many share it. */
  async load(current) {
    try {
      if (!isWidget) this.#rows = (await (await call("GET", "/conversations")).json()).conversations;
    } catch (error) {
      if (error.status !== FORBIDDEN) throw error;
      document.body.classList.add("listless");
    }
    this.render(current);
  }

  render(current) {
    const focused = document.activeElement?.dataset?.conversation;
    const items = this.#rows.map(({ conversation_id: id, title }) => {
      const open = () => this.#open(id);
      return h("li", {}, h("button", { type: "button", dataset: { conversation: id }, "aria-current": id === current && "true", onclick: open }, title || id));
    });
    $("#conversations").replaceChildren(...(items.length ? items : [h("li", { class: "none" }, t("noConversations"))]));
    if (focused) $(`[data-conversation="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Show one that has just begun, before the server lists it. */
  add(id, title) {
    if (!isWidget && !this.titleOf(id)) this.#rows.unshift({ conversation_id: id, title: title.slice(0, TITLE_CHARACTERS) });
  }

  titleOf(id) {
    return this.#rows.find((row) => row.conversation_id === id)?.title;
  }

  toggle(isOpen) {
    if (isOpen === $("#sidebar").classList.contains("open")) return;
    $("#sidebar").classList.toggle("open", isOpen);
    $("#conversation").inert = isOpen; // it is covered
    $("#menu").setAttribute("aria-expanded", String(isOpen));
    (isOpen ? $("#close-menu") : $("#menu")).focus();
  }
}
