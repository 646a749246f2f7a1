// The open chat: its messages, kept in place while they grow, and where the reader stands.

import { $, face, h, icon } from "./dom.js";
import { dayOf, t } from "./i18n.js";
import { fillMessage, newMessage } from "./message.js";
import { hints } from "./hints.js";
import { titleOf } from "./words.js";

const AT_BOTTOM_PX = 80;
const FLASH_MS = 1500;

export class Conversation {
  #store;
  #on;
  #shown = new Map();

  /** `on`: {command, suggest, reply, edit, forward, press} */
  constructor(store, on) {
    this.#store = store;
    this.#on = { ...on, jump: (messageId) => this.#jump(messageId) };
    $("#down").append(icon("down"));
    $("#down").addEventListener("click", () => this.#toBottom());
    $("#scroll").addEventListener("scroll", () => ($("#down").hidden = this.#atBottom()));
  }

  /** Draws what a change of the store touches, and no more. */
  follow({ kind, chatId, message }) {
    if (kind === "loaded" || kind === "selected") this.show();
    if (chatId !== this.#store.chatId) return;
    if (kind === "typing") this.#showHeading();
    const wasAtBottom = this.#atBottom();
    if (kind === "edited" && this.#shown.has(message.message_id)) this.#refill(message);
    else if (kind === "message" && this.#store.last(chatId) === message) this.#append(message);
    else if (kind === "message" || kind === "deleted") this.show();
    if (kind === "message") this.#showHeading();
    const justSent = kind === "message" && message.from?.id === this.#store.personId;
    if (wasAtBottom || justSent) this.#toBottom();
    else if (kind === "message") $("#down").hidden = false;
  }

  show() {
    this.#showHeading();
    this.#shown.clear();
    $("#messages").replaceChildren();
    const { chat } = this.#store;
    if (!chat) return;
    $("#messages").classList.toggle("channel", chat.type === "channel");
    for (const message of this.#store.messages(chat.id)) this.#append(message);
    if (this.#shown.size === 0) $("#messages").append(hints(chat, this.#on.suggest));
    this.#toBottom();
  }

  #showHeading() {
    const { chat } = this.#store;
    $("#face").replaceChildren(...(chat ? [face(titleOf(chat, this.#store), chat.type === "private" ? this.#store.bot.id ?? 0 : chat.id)] : []));
    $("#heading").textContent = chat ? titleOf(chat, this.#store) : t("pickChat");
    $("#subtitle").textContent = chat ? this.#subtitle(chat) : "";
    $("#subtitle").classList.toggle("typing", Boolean(chat && this.#store.isTyping(chat.id)));
  }

  #subtitle(chat) {
    if (this.#store.isTyping(chat.id)) return t("typing");
    if (chat.type === "private") return t("bot");
    if (chat.type === "channel") return t("channel", { count: (chat.readers ?? []).length });
    return t("members", { count: (chat.members ?? []).length });
  }

  #append(message) {
    if (this.#shown.size === 0) $("#messages").replaceChildren();
    const before = [...this.#shown.values()].at(-1);
    const day = dayOf(message.date);
    if (before?.dataset.day !== day) $("#messages").append(h("p", { class: "day" }, day));
    const element = newMessage(message, this.#store, this.#on);
    element.dataset.day = day;
    const follows = before && before.dataset.from === element.dataset.from && before.dataset.day === day;
    element.classList.toggle("follows", Boolean(follows));
    this.#shown.set(message.message_id, element);
    $("#messages").append(element);
  }

  /** The element stays, so the place of the reader and the focus on a button stay too. */
  #refill(message) {
    const element = this.#shown.get(message.message_id);
    const action = element.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    fillMessage(element, message, this.#store, this.#on);
    if (action) element.querySelector(`[data-action="${CSS.escape(action)}"]`)?.focus();
  }

  #jump(messageId) {
    const element = this.#shown.get(messageId);
    if (!element) return;
    element.scrollIntoView({ block: "center", behavior: "smooth" });
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), FLASH_MS);
  }

  #atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = $("#scroll");
    return scrollHeight - scrollTop - clientHeight < AT_BOTTOM_PX;
  }

  #toBottom() {
    $("#scroll").scrollTop = $("#scroll").scrollHeight;
    $("#down").hidden = true;
  }
}
