// Wires the page: the store's changes to what is shown, and what people do to the server.

import { api, listen } from "./api.js";
import { $, h } from "./dom.js";
import { dayOf, language, setLanguage, t, translatePage } from "./i18n.js";
import { nameOf, plainText, renderMessage } from "./message.js";
import { Store } from "./store.js";

const store = new Store();
const titleOf = (chat) => (chat.type === "private" ? store.bot.first_name : chat.title);

function toast(text) {
  $("#toast").textContent = text;
  $("#toast").hidden = !text;
  setTimeout(() => ($("#toast").hidden = true), 4000);
}

const attempt = (promise) => promise.then((answer) => answer.message && store.add(answer.message)).catch((error) => toast(t("failed", { reason: error.message })));

const on = {
  command(text) {
    $("#text").value = `${text} `;
    $("#text").focus();
  },
  jump: (id) => $(`[data-id="${id}"]`)?.scrollIntoView({ block: "center" }),
  async press(message, button, element) {
    element.setAttribute("aria-busy", "true");
    await attempt(api.press({ person_id: store.personId, chat_id: message.chat.id, message_id: message.message_id, data: button.callback_data }));
    element.removeAttribute("aria-busy");
  },
};

function showSidebar() {
  $("#language").textContent = t("languageShort");
  $("#language").setAttribute("aria-label", t("language"));
  $("#people").replaceChildren(...store.people.map((person) =>
    h("button", { type: "button", "aria-pressed": String(person.id === store.personId), onclick: () => store.select(person.id, person.id) },
      person.first_name, person.is_admin ? h("small", {}, ` ${t("admin")}`) : null)));
  $("#chats").replaceChildren(...store.chatsOf(store.personId).map((chat) => {
    const last = store.last(chat.id);
    const unread = store.unread(store.personId, chat.id);
    return h("button", { type: "button", "aria-current": String(chat.id === store.chatId), onclick: () => open(chat.id) },
      unread ? h("span", { class: "badge", "aria-label": t("unread", { count: unread }) }, String(unread)) : null,
      titleOf(chat), h("small", {}, last ? `${nameOf(last)}: ${plainText(last)}` : t("startHere")));
  }));
}

function open(chatId) {
  document.body.classList.add("open");
  store.select(store.personId, chatId);
}

function showConversation() {
  const list = $("#messages");
  $("#heading").textContent = store.chat ? titleOf(store.chat) : t("pickChat");
  let day = "";
  list.replaceChildren(...store.messages(store.chatId).flatMap((message) => {
    const today = dayOf(message.date);
    const separator = today === day ? [] : [h("p", { class: "day" }, (day = today))];
    return [...separator, renderMessage(message, store.personId, on)];
  }));
  list.scrollTop = list.scrollHeight;
}

store.subscribe(({ kind, chatId, message }) => {
  showSidebar();
  if (kind === "loaded" || kind === "selected") return showConversation();
  if (chatId !== store.chatId) return undefined;
  const list = $("#messages");
  const atBottom = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const shown = message && $(`[data-id="${message.message_id}"]`);
  if (kind === "edited" && shown) shown.replaceWith(renderMessage(message, store.personId, on));
  else if (kind === "message" && store.last(chatId) === message) list.append(renderMessage(message, store.personId, on));
  else if (kind === "deleted" || kind === "message") showConversation();
  if (atBottom) list.scrollTop = list.scrollHeight;
  return undefined;
});

$("#composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const [text, file] = [$("#text").value.trim(), $("#file").files[0]];
  const target = { person_id: store.personId, chat_id: store.chatId };
  if (file) attempt(api.upload(file, { ...target, caption: text }));
  else if (text) attempt(api.say({ ...target, text }));
  $("#composer").reset();
});
$("#text").addEventListener("keydown", (event) => {
  // Safari ends a composition before its Enter arrives; only the old code 229 still tells.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $("#composer").requestSubmit();
});
$("#back").addEventListener("click", () => document.body.classList.remove("open"));
$("#language").addEventListener("click", () => {
  setLanguage(language() === "zh" ? "en" : "zh");
  translatePage();
  showSidebar();
  showConversation();
});

const events = {
  message: ({ message }) => store.add(message),
  edited: ({ message }) => store.replace(message),
  deleted: ({ chat_id, message_id }) => store.remove(chat_id, message_id),
  action: ({ chat_id }) => store.showTyping(chat_id),
  notice: ({ person_id, text }) => person_id === store.personId && text && toast(text),
  commands: (commands) => store.setCommands(commands),
};

translatePage();
listen({
  async onOpen() {
    $("#banner").hidden = true;
    store.load(await api.state());
    if (!store.person) store.select(store.people[0].id, store.people[0].id);
  },
  onLost: () => ($("#banner").hidden = false),
  onEvent: (kind, data) => events[kind](data),
});
