// Entry point: connects the server's events to the store, and the store's changes to the views.

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { hints } from "./hints.js";
import { language, setLanguage, t, translatePage } from "./i18n.js";
import { plainText, senderName } from "./message_summary.js";
import { showAlert, toast } from "./notifications.js";
import { People } from "./people.js";
import { api, listen } from "./server_api.js";
import { Announcer } from "./shared/announcer.js";
import { $, icon } from "./shared/dom.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";

const store = new Store();
const people = new People(store);
const announcer = new Announcer($("#announcer"));

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
  sendFile: ({ file, kind, seconds }, caption, replyTo) =>
    attempt(api.sendFile(file, { ...sender(), caption, kind, duration_s: Math.round(seconds), reply_to_message_id: replyTo })),
  editText: (messageId, text) => attempt(api.editText({ ...sender(), message_id: messageId, text })),
  sendSticker: (emoji) => attempt(api.sendSticker({ ...sender(), emoji })),
  sendLocation: (place) => attempt(api.sendLocation({ ...sender(), ...place })),
});

const suggestions = {
  suggest: (text) => composer.fill(text),
  pickFile: () => composer.pickFile(),
  openPeople: () => people.open(),
};
const conversation = new Conversation(store, {
  ...suggestions,
  // In a group Telegram's apps add the name of the bot whose message the command is in.
  command: (text) => attempt(api.sendText({ ...sender(), text: store.chat.type === "private" || text.includes("@") ? text : `${text}@${store.bot.username}` })),
  mention: (name) => composer.mention(name),
  reply: (message) => composer.startReply(message),
  edit: (message) => composer.startEdit(message),
  forward: (message) => attempt(api.forward({ ...sender(), from_chat_id: message.chat.id, message_id: message.message_id, chat_id: store.userId })),
  press: (message, data) => attempt(api.pressButton({ ...sender(), message_id: message.message_id, data })),
});
const sidebar = new Sidebar(store, {
  openChat(chatId) {
    document.body.dataset.view = "conversation";
    store.select(store.userId, chatId);
    composer.focus();
  },
  openPeople: () => people.open(),
});

/** Of the visitor: the browser's, or what was chosen by the button, whoever the visitor is at the moment. */
let visitorsLanguage = language();

/** The page speaks the language of the app of the person one is, who takes the visitor's where they have none yet. */
function followLanguage() {
  const code = store.user.language_code;
  if (!code) api.setLanguage(store.userId, visitorsLanguage).catch(() => {});
  const wanted = !code ? visitorsLanguage : code.startsWith("zh") ? "zh" : "en";
  if (wanted === language()) return false;
  setLanguage(wanted);
  renderAll();
  return true;
}

function renderAll() {
  translatePage();
  $("#language").textContent = t("languageShort");
  $("#language").setAttribute("aria-label", t("language"));
  sidebar.render();
  conversation.render();
  composer.render();
  renderTitle();
}

function renderTitle() {
  const unread = store.user ? store.unreadOf(store.userId) : 0;
  document.title = `${unread ? `(${unread}) ` : ""}${store.user ? `${store.user.first_name} · ` : ""}${t("pageTitle")}`;
}

async function loadMenu() {
  const [userId, chatId] = [store.userId, store.chatId];
  const { commands } = await api.menu(userId, chatId).catch(() => ({ commands: [] }));
  if (userId !== store.userId || chatId !== store.chatId) return;
  store.commands = commands;
  composer.renderCompletion();
}

store.subscribe((change) => {
  const { kind, chatId, message } = change;
  if (["selected", "loaded", "people"].includes(kind) && store.user) {
    people.showInAddress();
    loadMenu();
    if (followLanguage()) return;
  }
  sidebar.render();
  conversation.update(change);
  renderTitle();
  if (kind === "selected" || kind === "loaded") composer.render();
  if (kind === "selected") $("#toast").hidden = true; // it was for who one was before
  const isForReader = chatId === store.chatId && message?.from?.id !== store.userId;
  if ((kind === "message" || kind === "edited") && isForReader) announcer.changed(message.message_id, plainText(message), senderName(message));
});

$("#show-tips").append(icon("bulb"));
$("#show-tips").addEventListener("click", () => {
  const closing = (run) => (...given) => {
    $("#tips").close();
    run(...given);
  };
  const actions = Object.fromEntries(Object.entries(suggestions).map(([name, run]) => [name, closing(run)]));
  $("#tips-content").replaceChildren(hints(store.chat, store, actions));
  $("#tips").showModal();
});
$("#back").addEventListener("click", () => {
  document.body.dataset.view = "list";
  $(`[data-chat="${store.chatId}"]`)?.focus();
});
$("#language").addEventListener("click", async () => {
  const wanted = language() === "zh" ? "en" : "zh";
  try {
    await api.setLanguage(store.userId, wanted);
    visitorsLanguage = wanted;
  } catch (error) {
    toast(t("notDone", { reason: error.message }));
  }
});
document.addEventListener("visibilitychange", () => {
  store.markRead();
  sidebar.render();
  renderTitle();
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
  people: (change) => store.setPeople(change),
  commands: loadMenu,
  callback_answer({ user_id, text, show_alert }) {
    if (user_id !== store.userId || !text) return;
    if (show_alert) showAlert(text);
    else toast(text);
  },
};

let isFirstState = true;

/** Whom the address names (?as=), else the first whose app speaks the browser's language. */
function firstUser() {
  const named = new URLSearchParams(location.search).get("as");
  const found = named && store.userNamed(named);
  if (named && !found && isFirstState) queueMicrotask(() => people.open(named));
  const speaks = (user) => (user.language_code?.startsWith("zh") ? "zh" : "en") === language();
  return found || store.users.find(speaks) || store.users[0];
}

renderAll();
listen({
  onState(state) {
    store.load(state);
    const user = store.user ?? firstUser();
    isFirstState = false;
    if (!store.user || !store.chat) store.select(user.id, user.id);
  },
  onOpen: () => ($("#banner").hidden = true),
  onLost: () => ($("#banner").hidden = false),
  onEvent: (kind, data) => onEvent[kind]?.(data),
  isUnknown: (data) => data.message !== undefined && !store.hasChat(data.message.chat.id),
});
