// The page's state: users, chats, messages, the selection, the menu of commands, unread counts, who is typing.

import { ofBrowser } from "./shared/storage.js";

const TYPING_MS = 5500; // Telegram shows a chat action for five seconds or until a message comes.
const READ_KEY = "playground.read";
const ORDER = ["private", "group", "supergroup", "channel"]; // of chats without messages

/** Views subscribe to changes; nothing else writes this state. */
export class Store {
  bot = { first_name: "", username: "" };
  users = [];
  chats = [];
  userId = null;
  chatId = null;
  #messages = new Map();
  #typing = new Map();
  #lastRead = storedRead();
  /** The commands that the bot has for the selected user in the open chat. */
  commands = [];
  #listeners = new Set();

  /** `listener({kind, chatId?, message?, ...})` is called after each change. */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  #notify(change) {
    for (const listener of this.#listeners) listener(change);
  }

  load(state) {
    this.bot = state.bot;
    this.users = state.users;
    this.chats = state.chats;
    this.#messages = new Map(Object.entries(state.messages).map(([id, list]) => [Number(id), list]));
    this.#markOlderMessagesRead();
    this.markRead();
    this.#notify({ kind: "loaded" });
  }

  setPeople({ users, chats }) {
    this.users = users;
    this.chats = chats;
    this.#markOlderMessagesRead();
    this.#notify({ kind: "people" });
  }

  select(userId, chatId) {
    this.userId = userId;
    this.chatId = chatId;
    this.markRead();
    this.#notify({ kind: "selected" });
  }

  get user() {
    return this.users.find((user) => user.id === this.userId) ?? null;
  }

  get chat() {
    return this.chats.find((chat) => chat.id === this.chatId) ?? null;
  }

  /** The chats a user sees, the one with the newest message first. */
  chatsOf(userId) {
    const visible = this.chats.filter((chat) => isVisible(chat, userId));
    const date = (chat) => this.last(chat.id)?.date ?? 0;
    return visible.sort((a, b) => date(b) - date(a) || ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  }

  messages(chatId) {
    return this.#messages.get(chatId) ?? [];
  }

  find(chatId, messageId) {
    return this.messages(chatId).find((message) => message.message_id === messageId) ?? null;
  }

  last(chatId) {
    return this.messages(chatId).at(-1) ?? null;
  }

  hasChat(chatId) {
    return this.chats.some((chat) => chat.id === chatId);
  }

  /** Adds a message once: the answer to a request and the event bring the same one. */
  add(message) {
    const chatId = message.chat.id;
    if (this.find(chatId, message.message_id)) return;
    const list = [...this.messages(chatId), message].sort((a, b) => a.message_id - b.message_id);
    this.#messages.set(chatId, list);
    if (message.from?.is_bot) this.#typing.delete(chatId);
    if (chatId === this.chatId) this.markRead();
    this.#notify({ kind: "message", chatId, message });
  }

  replace(message) {
    const chatId = message.chat.id;
    const isSame = (other) => other.message_id === message.message_id;
    if (!this.messages(chatId).some(isSame)) return this.add(message);
    this.#messages.set(chatId, this.messages(chatId).map((other) => (isSame(other) ? message : other)));
    if (message.from?.is_bot) this.#typing.delete(chatId);
    this.#notify({ kind: "edited", chatId, message });
  }

  react(chatId, messageId, emojis) {
    const message = this.messages(chatId).find((other) => other.message_id === messageId);
    if (message) this.replace({ ...message, reactions: emojis });
  }

  remove(chatId, messageId) {
    const kept = this.messages(chatId).filter((message) => message.message_id !== messageId);
    this.#messages.set(chatId, kept);
    this.#notify({ kind: "deleted", chatId });
  }

  /** The user whom the address of the page or a person names: by username, name or id. */
  userNamed(name) {
    const wanted = name.replace(/^@/, "").toLowerCase();
    return this.users.find((user) => [user.username, user.first_name, String(user.id)].some((own) => own?.toLowerCase() === wanted)) ?? null;
  }

  /** The open chat if another user sees it too, else their private chat. */
  chatFor(userId) {
    const isShared = this.chat && this.chat.type !== "private" && isVisible(this.chat, userId);
    return isShared ? this.chat.id : userId;
  }

  /** Whom one can mention in the open chat. */
  mentionable() {
    const members = new Set([...(this.chat?.members ?? []), ...(this.chat?.readers ?? [])]);
    const others = this.users.filter((user) => members.has(user.id) && user.id !== this.userId && user.username);
    return [{ ...this.bot, is_bot: true }, ...(this.chat?.type === "private" ? [] : others)];
  }

  showTyping(chatId) {
    const token = {};
    this.#typing.set(chatId, token);
    this.#notify({ kind: "typing", chatId });
    setTimeout(() => {
      if (this.#typing.get(chatId) !== token) return;
      this.#typing.delete(chatId);
      this.#notify({ kind: "typing", chatId });
    }, TYPING_MS);
  }

  isTyping(chatId) {
    return this.#typing.has(chatId);
  }

  unread(userId, chatId) {
    const lastRead = this.#lastRead[`${userId}:${chatId}`] ?? 0;
    const isUnread = (message) => message.message_id > lastRead && message.from?.id !== userId;
    return this.messages(chatId).filter(isUnread).length;
  }

  unreadOf(userId) {
    return this.chatsOf(userId).reduce((sum, chat) => sum + this.unread(userId, chat.id), 0);
  }

  /** Marks the open chat as read, if the page is visible. */
  markRead() {
    if (document.hidden || this.userId === null || this.chatId === null) return;
    this.#setRead(this.userId, this.chatId);
    this.#saveRead();
  }

  #setRead(userId, chatId) {
    this.#lastRead[`${userId}:${chatId}`] = this.last(chatId)?.message_id ?? 0;
  }

  #saveRead() {
    // Other tabs, where other people are, write it too.
    for (const [key, id] of Object.entries(storedRead())) this.#lastRead[key] = Math.max(id, this.#lastRead[key] ?? 0);
    ofBrowser.setItem(READ_KEY, JSON.stringify(this.#lastRead));
  }

  // A browser's first visit shows no unread badges for messages that were there before.
  #markOlderMessagesRead() {
    for (const { id: userId } of this.users) {
      for (const { id: chatId } of this.chatsOf(userId)) {
        if (!(`${userId}:${chatId}` in this.#lastRead)) this.#setRead(userId, chatId);
      }
    }
    this.#saveRead();
  }
}

const storedRead = () => JSON.parse(ofBrowser.getItem(READ_KEY) ?? "{}");

function isVisible(chat, userId) {
  if (chat.type === "private") return chat.id === userId;
  return (chat.members ?? []).includes(userId) || (chat.readers ?? []).includes(userId);
}
