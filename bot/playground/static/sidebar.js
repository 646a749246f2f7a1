// The sidebar: which person one is, and that person's chats with unread counts.

import { t, timeOf } from "./i18n.js";
import { chatKind, chatTitle, plainText, senderName, serviceText } from "./message_summary.js";
import { $, avatar, h, icon } from "./shared/dom.js";

const PREVIEW_CHARACTERS = 60;

export class Sidebar {
  #store;
  #actions;

  /** `actions`: {openChat(chatId), openPeople()} */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = actions;
    $("#back").append(icon("back"));
  }

  render() {
    const { users, userId } = this.#store;
    keepFocus($("#people"), () => $("#people").replaceChildren(...users.map((user) => this.#user(user)), this.#another()));
    keepFocus($("#chats"), () => $("#chats").replaceChildren(...this.#store.chatsOf(userId).map((chat) => this.#chat(chat))));
    this.#renderBack();
  }

  #user(user) {
    const unread = user.id === this.#store.userId ? 0 : this.#store.unreadOf(user.id);
    const isSelected = String(user.id === this.#store.userId);
    const select = () => this.#store.select(user.id, this.#store.chatFor(user.id));
    return h(
      "button",
      { type: "button", dataset: { user: user.id }, "aria-pressed": isSelected, title: atName(user), onclick: select },
      avatar("person", user.first_name),
      h("span", { class: "name" }, user.first_name),
      h("small", {}, user.is_admin ? t("admin") : atName(user)),
      unread > 0 && badge(unread),
    );
  }

  /** The last of the people: somebody else in a tab of their own. */
  #another() {
    const picture = h("span", { class: "avatar new", "aria-hidden": "true" }, icon("plus"));
    return h("button", { type: "button", dataset: { user: "new" }, "aria-haspopup": "dialog", onclick: this.#actions.openPeople }, picture, h("span", { class: "name" }, t("addPerson")));
  }

  #chat(chat) {
    const last = this.#store.last(chat.id);
    const kind = chatKind(chat);
    const unread = this.#store.unread(this.#store.userId, chat.id);
    const hasSender = last && chat.type === "supergroup" && !serviceText(last);
    const preview = last ? `${hasSender ? `${senderName(last)}: ` : ""}${plainText(last)}`.slice(0, PREVIEW_CHARACTERS) : t("noMessages");
    return h(
      "button",
      { type: "button", dataset: { chat: chat.id }, "aria-current": String(chat.id === this.#store.chatId), onclick: () => this.#actions.openChat(chat.id) },
      avatar(kind),
      h("span", { class: "lines" }, h("strong", {}, chatTitle(chat, this.#store), h("span", { class: "kind" }, t(kind))), h("small", {}, preview)),
      h("span", { class: "side" }, h("time", {}, last ? timeOf(last.date) : ""), unread > 0 && badge(unread)),
    );
  }

  /** On a phone the way back to the list says how much is unread there. */
  #renderBack() {
    const { userId, chatId } = this.#store;
    const unread = userId === null ? 0 : this.#store.unreadOf(userId) - this.#store.unread(userId, chatId);
    const label = unread > 0 ? t("backUnread", { count: unread }) : t("back");
    $("#back").title = label;
    $("#back").setAttribute("aria-label", label);
    $("#back .badge")?.remove();
    if (unread > 0) $("#back").append(badge(unread));
  }
}

const atName = ({ username }) => (username ? `@${username}` : "");

const badge = (count) => h("span", { class: "badge", role: "img", "aria-label": t("unread", { count }) }, count > 99 ? "99+" : String(count));

/** Rendering a list again must not move the keyboard focus of a person who walks through it. */
function keepFocus(list, render) {
  const { chat, user } = list.contains(document.activeElement) ? document.activeElement.dataset : {};
  render();
  if (chat) list.querySelector(`[data-chat="${chat}"]`)?.focus();
  if (user) list.querySelector(`[data-user="${user}"]`)?.focus();
}
