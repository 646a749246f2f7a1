// The open chat: heading, list of messages, scroll position.

import { $, avatar, h, icon } from "./dom.js";
import { hints } from "./hints.js";
import { dayOf, t } from "./i18n.js";
import { newMessage, renderMessage } from "./message.js";
import { chatTitle } from "./message_summary.js";

const AT_BOTTOM_PX = 80;
const HIGHLIGHT_MS = 1500;

export class Conversation {
  #store;
  #actions;
  #elements = new Map();
  #dots = h("div", { class: "row other dots", "aria-hidden": "true" }, h("div", { class: "bubble" }, h("i"), h("i"), h("i")));

  /** `actions`: {command, suggest, reply, edit, forward, press} */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = { ...actions, jump: (messageId) => this.#jump(messageId) };
    $("#to-bottom").append(icon("down"));
    $("#to-bottom").addEventListener("click", () => this.#scrollToBottom());
    $("#scroll").addEventListener("scroll", () => ($("#to-bottom").hidden = this.#isAtBottom()));
  }

  /** Renders only what a change of the store affects. */
  update({ kind, chatId, message }) {
    if (kind === "loaded" || kind === "selected") this.render();
    if (chatId !== this.#store.chatId) return;
    const wasAtBottom = this.#isAtBottom();
    if (kind === "typing") this.#renderTyping();
    if (kind === "edited" && this.#elements.has(message.message_id)) this.#rerender(message);
    else if (kind === "message" && this.#store.last(chatId) === message) this.#append(message);
    else if (kind === "message" || kind === "deleted") this.render();
    if (kind === "message" || kind === "edited") this.#renderTyping();
    const isOwn = kind === "message" && message.from?.id === this.#store.userId;
    if (wasAtBottom || isOwn) this.#scrollToBottom();
    else if (kind === "message") $("#to-bottom").hidden = false;
  }

  render() {
    this.#renderHeading();
    this.#elements.clear();
    $("#messages").replaceChildren();
    const { chat } = this.#store;
    if (!chat) return;
    $("#messages").classList.toggle("channel", chat.type === "channel");
    for (const message of this.#store.messages(chat.id)) this.#append(message);
    if (this.#elements.size === 0) $("#messages").append(hints(chat, this.#actions.suggest));
    this.#renderTyping();
    this.#scrollToBottom();
  }

  /** Three dots below the messages, and the word in the heading, which screen readers have. */
  #renderTyping() {
    this.#renderHeading();
    this.#dots.remove();
    if (this.#store.isTyping(this.#store.chatId)) $("#messages").append(this.#dots);
  }

  #renderHeading() {
    const { chat } = this.#store;
    $("#avatar").replaceChildren(...(chat ? [avatar(chatTitle(chat, this.#store), chat.type === "private" ? this.#store.bot.id ?? 0 : chat.id)] : []));
    $("#heading").textContent = chat ? chatTitle(chat, this.#store) : t("pickChat");
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
    if (this.#elements.size === 0) $("#messages").replaceChildren();
    const previous = [...this.#elements.values()].at(-1);
    const day = dayOf(message.date);
    if (previous?.dataset.day !== day) $("#messages").append(h("p", { class: "day" }, day));
    const element = newMessage(message, this.#store, this.#actions);
    element.dataset.day = day;
    const isContinued = previous && previous.dataset.from === element.dataset.from && previous.dataset.day === day;
    element.classList.toggle("continued", Boolean(isContinued));
    this.#elements.set(message.message_id, element);
    $("#messages").append(element);
  }

  /** The element stays, so the scroll position and the focus on a button stay too. */
  #rerender(message) {
    const element = this.#elements.get(message.message_id);
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    renderMessage(element, message, this.#store, this.#actions);
    if (focused) element.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
  }

  #jump(messageId) {
    const element = this.#elements.get(messageId);
    if (!element) return;
    element.scrollIntoView({ block: "center", behavior: "smooth" });
    element.classList.add("highlighted");
    setTimeout(() => element.classList.remove("highlighted"), HIGHLIGHT_MS);
  }

  #isAtBottom() {
    const { scrollHeight, scrollTop, clientHeight } = $("#scroll");
    return scrollHeight - scrollTop - clientHeight < AT_BOTTOM_PX;
  }

  #scrollToBottom() {
    $("#scroll").scrollTop = $("#scroll").scrollHeight;
    $("#to-bottom").hidden = true;
  }
}
