// The page's state: users, chats, messages, the selection, unread counts, who is typing.

const TYPING_MS = 5500; // Telegram shows a chat action for five seconds or until a message comes.
const READ_KEY = "playground.read";

/** Views subscribe to changes; nothing else writes this state. */
export class Store {
  bot = { first_name: "", username: "", commands: { zh: {}, en: {} } };
  users = [];
  chats = [];
  userId = null;
  chatId = null;
  #messages = new Map();
  #typing = new Map();
  #lastRead = JSON.parse(localStorage.getItem(READ_KEY) ?? "{}");
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
    return visible.sort((a, b) => date(b) - date(a));
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

  setCommands(commands) {
    this.bot = { ...this.bot, commands };
    this.#notify({ kind: "commands" });
  }

  /** The bot's commands in the user's language: those of the narrowest scope (Bot API: BotCommandScope). */
  commands() {
    const language = this.user?.language_code?.startsWith("zh") ? "zh" : "en";
    const menus = this.bot.commands?.[language] ?? {};
    const scope = menuScopes(this.chat, this.userId).find((name) => menus[name]);
    return menus[scope] ?? [];
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
    localStorage.setItem(READ_KEY, JSON.stringify(this.#lastRead));
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

function isVisible(chat, userId) {
  if (chat.type === "private") return chat.id === userId;
  return (chat.members ?? []).includes(userId) || (chat.readers ?? []).includes(userId);
}

/** The scopes of menus that concern a user in a chat, the narrowest first. */
function menuScopes(chat, userId) {
  const isPrivate = !chat || chat.type === "private";
  const isAdministrator = Boolean(chat?.administrators?.includes(userId));
  return [
    `chat_member ${chat?.id} ${userId}`,
    ...(isAdministrator ? [`chat_administrators ${chat?.id} 0`] : []),
    `chat ${chat?.id} 0`,
    ...(isAdministrator && !isPrivate ? ["all_chat_administrators"] : []),
    isPrivate ? "all_private_chats" : "all_group_chats",
    "default",
  ];
}
