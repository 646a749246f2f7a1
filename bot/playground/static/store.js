// What is known of the world, and who looks at what. Views subscribe; only this file changes it.

const TYPING_MS = 5500; // Telegram shows a chat action for five seconds or until a message comes.
const READ_KEY = "playground.read";

export class Store {
  bot = { first_name: "", username: "", commands: { zh: [], en: [] } };
  people = [];
  chats = [];
  personId = null;
  chatId = null;
  #messages = new Map();
  #typing = new Map();
  #read = JSON.parse(localStorage.getItem(READ_KEY) ?? "{}");
  #listeners = new Set();

  /** `listener({kind, chatId?, message?, ...})` after each change. */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  #tell(change) {
    for (const listener of this.#listeners) listener(change);
  }

  load(state) {
    this.bot = state.bot;
    this.people = state.people;
    this.chats = state.chats;
    this.#messages = new Map(Object.entries(state.messages).map(([id, list]) => [Number(id), list]));
    this.#readWhatWasThereBefore();
    this.markRead();
    this.#tell({ kind: "loaded" });
  }

  select(personId, chatId) {
    this.personId = personId;
    this.chatId = chatId;
    this.markRead();
    this.#tell({ kind: "selected" });
  }

  get person() {
    return this.people.find((person) => person.id === this.personId) ?? null;
  }

  get chat() {
    return this.chats.find((chat) => chat.id === this.chatId) ?? null;
  }

  /** The chats a person sees, the newest message first. */
  chatsOf(personId) {
    const seen = this.chats.filter((chat) => sees(chat, personId));
    const date = (chat) => this.last(chat.id)?.date ?? 0;
    return seen.sort((a, b) => date(b) - date(a));
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

  knows(chatId) {
    return this.chats.some((chat) => chat.id === chatId);
  }

  /** Adds a message unless it is there: the answer to a request and the event bring the same one. */
  add(message) {
    const chatId = message.chat.id;
    if (this.find(chatId, message.message_id)) return;
    const list = [...this.messages(chatId), message].sort((a, b) => a.message_id - b.message_id);
    this.#messages.set(chatId, list);
    if (message.from?.is_bot) this.#typing.delete(chatId);
    if (chatId === this.chatId) this.markRead();
    this.#tell({ kind: "message", chatId, message });
  }

  replace(message) {
    const chatId = message.chat.id;
    const isIt = (other) => other.message_id === message.message_id;
    if (!this.messages(chatId).some(isIt)) return this.add(message);
    this.#messages.set(chatId, this.messages(chatId).map((other) => (isIt(other) ? message : other)));
    this.#tell({ kind: "edited", chatId, message });
  }

  remove(chatId, messageId) {
    const kept = this.messages(chatId).filter((message) => message.message_id !== messageId);
    this.#messages.set(chatId, kept);
    this.#tell({ kind: "deleted", chatId });
  }

  setCommands(commands) {
    this.bot = { ...this.bot, commands };
    this.#tell({ kind: "commands" });
  }

  /** The bot's commands in the language of the person who types. */
  commands() {
    const language = this.person?.language_code?.startsWith("zh") ? "zh" : "en";
    return this.bot.commands?.[language] ?? [];
  }

  showTyping(chatId) {
    const mark = {};
    this.#typing.set(chatId, mark);
    this.#tell({ kind: "typing", chatId });
    setTimeout(() => {
      if (this.#typing.get(chatId) !== mark) return;
      this.#typing.delete(chatId);
      this.#tell({ kind: "typing", chatId });
    }, TYPING_MS);
  }

  isTyping(chatId) {
    return this.#typing.has(chatId);
  }

  unread(personId, chatId) {
    const mark = this.#read[`${personId}:${chatId}`] ?? 0;
    const isNew = (message) => message.message_id > mark && message.from?.id !== personId;
    return this.messages(chatId).filter(isNew).length;
  }

  unreadOf(personId) {
    return this.chatsOf(personId).reduce((sum, chat) => sum + this.unread(personId, chat.id), 0);
  }

  /** The open chat is read, as far as somebody looks at the page. */
  markRead() {
    if (document.hidden || this.personId === null || this.chatId === null) return;
    this.#setRead(this.personId, this.chatId);
    this.#saveRead();
  }

  #setRead(personId, chatId) {
    this.#read[`${personId}:${chatId}`] = this.last(chatId)?.message_id ?? 0;
  }

  #saveRead() {
    localStorage.setItem(READ_KEY, JSON.stringify(this.#read));
  }

  // A browser that comes for the first time should not meet a wall of badges.
  #readWhatWasThereBefore() {
    for (const { id: personId } of this.people) {
      for (const { id: chatId } of this.chatsOf(personId)) {
        if (!(`${personId}:${chatId}` in this.#read)) this.#setRead(personId, chatId);
      }
    }
    this.#saveRead();
  }
}

function sees(chat, personId) {
  if (chat.type === "private") return chat.id === personId;
  return (chat.members ?? []).includes(personId) || (chat.readers ?? []).includes(personId);
}
