// The open chat: heading, list of messages, scroll position.

import { hints } from "./hints.js";
import { dayOf, t } from "./i18n.js";
import { newMessage, renderMessage } from "./message.js";
import { chatKind, chatTitle } from "./message_summary.js";
import { $, avatar, h, icon } from "./shared/dom.js";
import { ScrollPosition } from "./shared/scroll_position.js";

const wantsLessMotion = matchMedia("(prefers-reduced-motion: reduce)");
const HIGHLIGHT_MS = 1500;

export class Conversation {
  #store;
  #actions;
  #elements = new Map();
  #position = new ScrollPosition($("#scroll"), $("#to-bottom"));
  #dots = h("div", { class: "row other dots", "aria-hidden": "true" }, h("div", { class: "bubble" }, h("i"), h("i"), h("i")));

  /** `actions`: {command, mention, reply, edit, forward, press} and those of hints() */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = { ...actions, jump: (messageId) => this.#jump(messageId) };
    $("#to-bottom").append(icon("down"));
  }

  /** Renders only what a change of the store affects. */
  update({ kind, chatId, message }) {
    if (kind === "loaded" || kind === "selected") this.render();
    if (kind === "people") this.#renderHeading();
    if (chatId !== this.#store.chatId) return;
    this.#position.during(() => this.#change(kind, chatId, message));
    const isOwn = kind === "message" && message.from?.id === this.#store.userId;
    if (isOwn) this.#position.toEnd();
  }

  #change(kind, chatId, message) {
    if (kind === "typing") this.#renderTyping();
    if (kind === "edited" && this.#elements.has(message.message_id)) this.#rerender(message);
    else if (kind === "message" && this.#store.last(chatId) === message) this.#append(message);
    else if (kind === "message" || kind === "deleted") this.render();
    if (kind === "message" || kind === "edited") this.#renderTyping();
  }

  render() {
    this.#renderHeading();
    this.#elements.clear();
    $("#messages").replaceChildren();
    const { chat } = this.#store;
    if (!chat) return;
    $("#messages").className = chatKind(chat) === "review" ? "group" : chatKind(chat);
    for (const message of this.#store.messages(chat.id)) this.#append(message);
    if (this.#elements.size === 0) $("#messages").append(hints(chat, this.#store, this.#actions));
    this.#renderTyping();
    if (this.#elements.size > 0) this.#position.toEnd();
    else $("#scroll").scrollTop = 0; // the hints are read from their beginning
  }

  /** Three dots below the messages, and the word in the heading, which screen readers have. */
  #renderTyping() {
    this.#renderHeading();
    this.#dots.remove();
    if (this.#store.isTyping(this.#store.chatId)) $("#messages").append(this.#dots);
  }

  #renderHeading() {
    const { chat } = this.#store;
    $("#avatar").replaceChildren(...(chat ? [avatar(chatKind(chat))] : []));
    $("#heading").textContent = chat ? chatTitle(chat, this.#store) : t("pickChat");
    $("#subtitle").textContent = chat ? this.#subtitle(chat) : "";
    $("#subtitle").classList.toggle("typing", Boolean(chat && this.#store.isTyping(chat.id)));
  }

  #subtitle(chat) {
    if (this.#store.isTyping(chat.id)) return t("typing");
    if (chat.type === "private") return t("botLine", { name: this.#store.bot.username });
    if (chat.type === "channel") return t("readers", { count: (chat.readers ?? []).length });
    return t("members", { count: (chat.members ?? []).length });
  }

  #append(message) {
    if (this.#elements.size === 0) $("#messages").replaceChildren();
    const previous = [...this.#elements.values()].at(-1);
    const day = dayOf(message.date);
    if (previous?.dataset.day !== day) $("#messages").append(h("p", { class: "day" }, day));
    const element = newMessage(message, this.#store, this.#actions);
    element.dataset.day = day;
    const isContinued = previous && !previous.classList.contains("service") && previous.dataset.from === element.dataset.from && previous.dataset.day === day;
    element.classList.toggle("continued", Boolean(isContinued));
    this.#elements.set(message.message_id, element);
    $("#messages").append(element);
  }

  /** The element stays, so the scroll position and the focus stay too: on the button, else on what took its place. */
  #rerender(message) {
    const element = this.#elements.get(message.message_id);
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    renderMessage(element, message, this.#store, this.#actions);
    if (!focused) return;
    const same = element.querySelector(`[data-action="${CSS.escape(focused)}"]`);
    (same ?? element.querySelector(".keyboard-row > *") ?? element).focus({ preventScroll: true });
  }

  #jump(messageId) {
    const element = this.#elements.get(messageId);
    if (!element) return;
    element.scrollIntoView({ block: "center", behavior: wantsLessMotion.matches ? "auto" : "smooth" });
    element.classList.add("highlighted");
    setTimeout(() => element.classList.remove("highlighted"), HIGHLIGHT_MS);
  }
}
