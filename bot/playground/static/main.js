// Wires the page: the server's events to the store, the store's changes to the views.

import { api, listen } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { $, icon } from "./dom.js";
import { language, setLanguage, t, translatePage } from "./i18n.js";
import { announce, showAlert, toast } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";

const store = new Store();

/** Runs what a person asked for; says why where it failed, and returns whether it went well. */
async function attempt(promise) {
  try {
    const answer = await promise;
    if (answer.message) store.add(answer.message);
    return true;
  } catch (error) {
    toast(t("failed", { reason: error.message }));
    return false;
  }
}

const here = () => ({ person_id: store.personId, chat_id: store.chatId });
const composer = new Composer(store, {
  say: (text, replyTo) => attempt(api.say({ ...here(), text, reply_to_message_id: replyTo })),
  upload: (file, caption, replyTo) => attempt(api.upload(file, { ...here(), caption, reply_to_message_id: replyTo })),
  edit: (messageId, text) => attempt(api.edit({ ...here(), message_id: messageId, text })),
});
const conversation = new Conversation(store, {
  command: (text) => composer.fill(`${text} `),
  suggest: (text) => (text ? composer.fill(text) : $("#file").click()),
  reply: (message) => composer.replyTo(message),
  edit: (message) => composer.editing(message),
  forward: (message) => attempt(api.forward({ ...here(), from_chat_id: message.chat.id, message_id: message.message_id, chat_id: store.personId })),
  press: (message, data) => attempt(api.press({ ...here(), message_id: message.message_id, data })),
});
const sidebar = new Sidebar(store, (chatId) => {
  document.body.dataset.view = "conversation";
  store.select(store.personId, chatId);
  composer.focus();
});

function translate() {
  translatePage();
  $("#language").textContent = t("languageShort");
  $("#language").setAttribute("aria-label", t("language"));
  sidebar.show();
  conversation.show();
  composer.show();
}

store.subscribe((change) => {
  sidebar.show();
  conversation.follow(change);
  if (change.kind === "selected" || change.kind === "loaded") composer.show();
  if (change.kind === "message" && change.chatId === store.chatId) announce(change.message, store);
});

$("#back").append(icon("back"));
$("#back").addEventListener("click", () => (document.body.dataset.view = "list"));
$("#language").addEventListener("click", () => {
  setLanguage(language() === "zh" ? "en" : "zh");
  translate();
});
document.addEventListener("visibilitychange", () => {
  store.markRead();
  sidebar.show();
});

const events = {
  message: ({ message }) => store.add(message),
  edited: ({ message }) => store.replace(message),
  deleted: ({ chat_id, message_id }) => store.remove(chat_id, message_id),
  action: ({ chat_id }) => store.showTyping(chat_id),
  force_reply({ message, person_ids }) {
    if (person_ids.includes(store.personId) && message.chat.id === store.chatId) composer.replyTo(message);
  },
  commands: (commands) => store.setCommands(commands),
  notice({ person_id, text, show_alert }) {
    if (person_id !== store.personId || !text) return;
    if (show_alert) showAlert(text);
    else toast(text);
  },
};

translate();
listen({
  onState(state) {
    store.load(state);
    if (!store.person) store.select(store.people[0].id, store.people[0].id);
  },
  onOpen: () => ($("#banner").hidden = true),
  onLost: () => ($("#banner").hidden = false),
  onEvent: (kind, data) => events[kind]?.(data),
  isUnknown: (data) => data.message !== undefined && !store.knows(data.message.chat.id),
});
