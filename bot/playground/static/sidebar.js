// Who the person is, and the chats that person sees.

import { $, face, h } from "./dom.js";
import { t, timeOf } from "./i18n.js";
import { nameOf, plainText, titleOf } from "./words.js";

const LAST_CHARS = 60;

export class Sidebar {
  #store;
  #open;

  constructor(store, open) {
    this.#store = store;
    this.#open = open;
  }

  show() {
    keepFocus($("#people"), () => $("#people").replaceChildren(...this.#store.people.map((person) => this.#person(person))));
    keepFocus($("#chats"), () => $("#chats").replaceChildren(...this.#store.chatsOf(this.#store.personId).map((chat) => this.#chat(chat))));
  }

  #person(person) {
    const unread = person.id === this.#store.personId ? 0 : this.#store.unreadOf(person.id);
    const pressed = String(person.id === this.#store.personId);
    const select = () => this.#store.select(person.id, this.#chatFor(person.id));
    return h(
      "button",
      { type: "button", dataset: { person: person.id }, "aria-pressed": pressed, onclick: select },
      face(person.first_name, person.id),
      h("span", {}, person.first_name, person.is_admin && h("small", {}, t("admin"))),
      unread > 0 && badge(unread),
    );
  }

  /** Stay in the same chat where that person sees it too, except in somebody else's private one. */
  #chatFor(personId) {
    const { chat } = this.#store;
    const shared = chat && chat.type !== "private" && this.#store.chatsOf(personId).includes(chat);
    return shared ? chat.id : personId;
  }

  #chat(chat) {
    const last = this.#store.last(chat.id);
    const title = titleOf(chat, this.#store);
    const unread = this.#store.unread(this.#store.personId, chat.id);
    const words = last ? `${chat.type === "supergroup" ? `${nameOf(last)}: ` : ""}${plainText(last)}`.slice(0, LAST_CHARS) : t("noMessages");
    return h(
      "button",
      { type: "button", dataset: { chat: chat.id }, "aria-current": String(chat.id === this.#store.chatId), onclick: () => this.#open(chat.id) },
      face(title, chat.type === "private" ? this.#store.bot.id ?? 0 : chat.id),
      h("span", { class: "lines" }, h("strong", {}, title), h("small", {}, words)),
      h("span", { class: "side" }, h("time", {}, last ? timeOf(last.date) : ""), unread > 0 && badge(unread)),
    );
  }
}

const badge = (count) => h("span", { class: "badge", "aria-label": t("unread", { count }) }, count > 99 ? "99+" : String(count));

/** Drawing the list anew must not take the keyboard away from who is walking through it. */
function keepFocus(list, draw) {
  const { chat, person } = list.contains(document.activeElement) ? document.activeElement.dataset : {};
  draw();
  if (chat) list.querySelector(`[data-chat="${chat}"]`)?.focus();
  if (person) list.querySelector(`[data-person="${person}"]`)?.focus();
}
