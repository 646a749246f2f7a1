// Entry point: connects the server's events to the store, and the store's changes to the views.

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { $, icon } from "./dom.js";
import { language, setLanguage, t, translatePage } from "./i18n.js";
import { announce, showAlert, toast } from "./notifications.js";
import { api, listen } from "./server_api.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";

const store = new Store();

/** Waits for a request; shows why it failed, and returns whether it succeeded. */
async function attempt(request) {
  try {
    const answer = await request;
    if (answer.message) store.add(answer.message);
    return true;
  } catch (error) {
    toast(t("failed", { reason: error.message }));
    return false;
  }
}

const sender = () => ({ user_id: store.userId, chat_id: store.chatId });
const composer = new Composer(store, {
  sendText: (text, replyTo) => attempt(api.sendText({ ...sender(), text, reply_to_message_id: replyTo })),
  sendFile: (file, caption, replyTo) => attempt(api.sendFile(file, { ...sender(), caption, reply_to_message_id: replyTo })),
  editText: (messageId, text) => attempt(api.editText({ ...sender(), message_id: messageId, text })),
});
const conversation = new Conversation(store, {
  command: (text) => composer.fill(`${text} `),
  suggest: (text) => (text ? composer.fill(text) : $("#file").click()),
  reply: (message) => composer.startReply(message),
  edit: (message) => composer.startEdit(message),
  forward: (message) => attempt(api.forward({ ...sender(), from_chat_id: message.chat.id, message_id: message.message_id, chat_id: store.userId })),
  press: (message, data) => attempt(api.pressButton({ ...sender(), message_id: message.message_id, data })),
});
const sidebar = new Sidebar(store, (chatId) => {
  document.body.dataset.view = "conversation";
  store.select(store.userId, chatId);
  composer.focus();
});

function renderAll() {
  translatePage();
  $("#language").textContent = t("languageShort");
  $("#language").setAttribute("aria-label", t("language"));
  sidebar.render();
  conversation.render();
  composer.render();
}

store.subscribe((change) => {
  sidebar.render();
  conversation.update(change);
  if (change.kind === "selected" || change.kind === "loaded") composer.render();
  if (change.kind === "message" && change.chatId === store.chatId) announce(change.message, store);
});

$("#back").append(icon("back"));
$("#back").addEventListener("click", () => (document.body.dataset.view = "list"));
$("#language").addEventListener("click", () => {
  setLanguage(language() === "zh" ? "en" : "zh");
  renderAll();
});
document.addEventListener("visibilitychange", () => {
  store.markRead();
  sidebar.render();
});

const onEvent = {
  message: ({ message }) => store.add(message),
  edited: ({ message }) => store.replace(message),
  deleted: ({ chat_id, message_id }) => store.remove(chat_id, message_id),
  chat_action: ({ chat_id }) => store.showTyping(chat_id),
  reaction: ({ chat_id, message_id, emojis }) => store.react(chat_id, message_id, emojis),
  force_reply({ message, user_ids }) {
    if (user_ids.includes(store.userId) && message.chat.id === store.chatId) composer.startReply(message);
  },
  commands: (commands) => store.setCommands(commands),
  callback_answer({ user_id, text, show_alert }) {
    if (user_id !== store.userId || !text) return;
    if (show_alert) showAlert(text);
    else toast(text);
  },
};

renderAll();
listen({
  onState(state) {
    store.load(state);
    if (!store.user) store.select(store.users[0].id, store.users[0].id);
  },
  onOpen: () => ($("#banner").hidden = true),
  onLost: () => ($("#banner").hidden = false),
  onEvent: (kind, data) => onEvent[kind]?.(data),
  isUnknown: (data) => data.message !== undefined && !store.hasChat(data.message.chat.id),
});
