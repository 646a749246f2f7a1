// The sidebar: which user one is, and that user's chats with unread counts.

import { $, avatar, h } from "./dom.js";
import { t, timeOf } from "./i18n.js";
import { chatTitle, plainText, senderName } from "./message_summary.js";

const PREVIEW_CHARACTERS = 60;

export class Sidebar {
  #store;
  #openChat;

  constructor(store, openChat) {
    this.#store = store;
    this.#openChat = openChat;
  }

  render() {
    keepFocus($("#users"), () => $("#users").replaceChildren(...this.#store.users.map((user) => this.#user(user))));
    keepFocus($("#chats"), () => $("#chats").replaceChildren(...this.#store.chatsOf(this.#store.userId).map((chat) => this.#chat(chat))));
  }

  #user(user) {
    const unread = user.id === this.#store.userId ? 0 : this.#store.unreadOf(user.id);
    const isSelected = String(user.id === this.#store.userId);
    const select = () => this.#store.select(user.id, this.#chatFor(user.id));
    return h(
      "button",
      { type: "button", dataset: { user: user.id }, "aria-pressed": isSelected, onclick: select },
      avatar(user.first_name, user.id),
      h("span", {}, user.first_name, user.is_admin && h("small", {}, t("admin"))),
      unread > 0 && badge(unread),
    );
  }

  /** The open chat if the other user sees it too, else their private chat. */
  #chatFor(userId) {
    const { chat } = this.#store;
    const isShared = chat && chat.type !== "private" && this.#store.chatsOf(userId).includes(chat);
    return isShared ? chat.id : userId;
  }

  #chat(chat) {
    const last = this.#store.last(chat.id);
    const title = chatTitle(chat, this.#store);
    const unread = this.#store.unread(this.#store.userId, chat.id);
    const preview = last ? `${chat.type === "supergroup" ? `${senderName(last)}: ` : ""}${plainText(last)}`.slice(0, PREVIEW_CHARACTERS) : t("noMessages");
    return h(
      "button",
      { type: "button", dataset: { chat: chat.id }, "aria-current": String(chat.id === this.#store.chatId), onclick: () => this.#openChat(chat.id) },
      avatar(title, chat.type === "private" ? this.#store.bot.id ?? 0 : chat.id),
      h("span", { class: "lines" }, h("strong", {}, title), h("small", {}, preview)),
      h("span", { class: "side" }, h("time", {}, last ? timeOf(last.date) : ""), unread > 0 && badge(unread)),
    );
  }
}

const badge = (count) => h("span", { class: "badge", "aria-label": t("unread", { count }) }, count > 99 ? "99+" : String(count));

/** Rendering a list again must not move the keyboard focus of a user who walks through it. */
function keepFocus(list, render) {
  const { chat, user } = list.contains(document.activeElement) ? document.activeElement.dataset : {};
  render();
  if (chat) list.querySelector(`[data-chat="${chat}"]`)?.focus();
  if (user) list.querySelector(`[data-user="${user}"]`)?.focus();
}
