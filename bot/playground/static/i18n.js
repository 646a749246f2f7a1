// Translations: every text of the page in Chinese and English; dates, times and file sizes.

const TEXTS = {
  title: ["试玩场", "Playground"],
  titleHint: ["同一个机器人，跑在你的电脑上", "The same bot, on your machine"],
  language: ["Switch to English", "切换到中文"],
  languageShort: ["EN", "中"],
  youAre: ["你现在是", "You are"],
  chats: ["聊天", "Chats"],
  admin: ["管理员", "admin"],
  unread: ["{count} 条未读", "{count} unread"],
  back: ["返回聊天列表", "Back to the chats"],
  pickChat: ["选一个聊天开始", "Pick a chat to begin"],
  noMessages: ["还没有消息", "No messages yet"],
  bot: ["机器人", "bot"],
  members: ["{count} 位成员", "{count} members"],
  channel: ["频道 · {count} 位读者", "Channel · {count} readers"],
  typing: ["正在输入…", "typing…"],
  placeholder: ["输入消息，/ 看命令", "Message, or / for commands"],
  channelOnly: ["只有管理员和机器人能在频道里发布", "Only admins and the bot post in this channel"],
  message: ["消息", "Message"],
  send: ["发送", "Send"],
  attach: ["添加文件", "Attach a file"],
  commands: ["命令", "Commands"],
  dropHere: ["松手即可添加文件", "Drop to attach the file"],
  oneFile: ["一次只能发一个文件，已取第一个。", "One file at a time; the first was taken."],
  replyTo: ["回复 {name}", "Reply to {name}"],
  editing: ["编辑消息", "Edit message"],
  cancel: ["取消", "Cancel"],
  actions: ["消息操作", "Message actions"],
  reply: ["回复", "Reply"],
  forward: ["转发给机器人", "Forward to the bot"],
  edit: ["编辑", "Edit"],
  copy: ["复制", "Copy"],
  edited: ["已编辑", "edited"],
  forwardedFrom: ["转发自 {name}", "Forwarded from {name}"],
  newMessages: ["新消息", "New messages"],
  spoiler: ["剧透，点击显示", "Spoiler, press to show"],
  photo: ["图片", "Photo"],
  deletedUser: ["未知", "Unknown"],
  ok: ["好", "OK"],
  today: ["今天", "Today"],
  yesterday: ["昨天", "Yesterday"],
  offline: ["连接断开，正在重连…", "Connection lost, reconnecting…"],
  failed: ["没能发送：{reason}", "Not sent: {reason}"],
  unreachable: ["本地服务没有响应", "the local server does not answer"],
  joined: ["{name} 加入了", "{name} joined"],
  left: ["{name} 离开了", "{name} left"],
  migrated: ["群已升级为超级群", "The group became a supergroup"],
  unsupported: ["这种消息这里显示不了", "This kind of message cannot be shown here"],
  hintsTitle: ["试试这四样", "Four things to try"],
  hintIdiom: ["玩成语接龙", "Play the idiom chain"],
  hintIdiomMore: ["机器人出题，你来接", "The bot opens, you go on"],
  hintAsk: ["问一个问题", "Ask a question"],
  hintAskMore: ["看回答一点点写出来", "Watch the answer grow"],
  hintFile: ["总结一份文件", "Sum up a document"],
  hintFileMore: ["发 PDF、Word 或文本", "Send a PDF, Word or text file"],
  hintPost: ["投一篇稿", "Submit a post"],
  hintPostMore: ["检查、润色、审核、发布", "Checked, polished, reviewed, published"],
  hintAdmin: [
    "投稿之后，在{where}切换到 阿杰（管理员），就能在“审稿室”里通过它。",
    "After posting, switch to 阿杰 (admin) {where} to approve it in 审稿室, the review room.",
  ],
  whereWide: ["左上角", "at the top left"],
  whereNarrow: ["聊天列表上方", "above the chat list"],
};

const LANGUAGE_KEY = "playground.language";
let index = initial() === "zh" ? 0 : 1;

function initial() {
  return localStorage.getItem(LANGUAGE_KEY) ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
}

export const language = () => (index === 0 ? "zh" : "en");
const locale = () => (index === 0 ? "zh-CN" : "en-GB");

export function setLanguage(value) {
  localStorage.setItem(LANGUAGE_KEY, value);
  index = value === "zh" ? 0 : 1;
}

/** The text of that name with its `{values}` filled in. */
export function t(name, values = {}) {
  return TEXTS[name][index].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** Translates index.html: data-t is an element's content, data-t-label its accessible name. */
export function translatePage() {
  document.documentElement.lang = index === 0 ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) {
    const label = t(element.dataset.tLabel);
    element.setAttribute("aria-label", label);
    if (element.matches("button, label")) element.title = label;
  }
  for (const element of document.querySelectorAll("[data-t-placeholder]")) element.placeholder = t(element.dataset.tPlaceholder);
}

export function timeOf(unix) {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(unix * 1000);
}

/** "Today", "Yesterday" or the date, with the year if it is not this one. */
export function dayOf(unix) {
  const date = new Date(unix * 1000);
  const now = new Date();
  if (date.toDateString() === now.toDateString()) return t("today");
  const before = new Date(now);
  before.setDate(now.getDate() - 1);
  if (date.toDateString() === before.toDateString()) return t("yesterday");
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale(), { year, month: "long", day: "numeric" }).format(date);
}

export function sizeOf(bytes) {
  if (bytes === undefined) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(0)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
