// Every sentence of the page, in Chinese and English.

import { ofBrowser } from "./shared/storage.js";
import { browserLanguage, Translations } from "./shared/translations.js";

const TEXTS = {
  title: ["群聊小助手", "Group bot"],
  conversations: ["会话", "Conversations"],
  newConversation: ["新会话", "New conversation"],
  noConversations: ["还没有会话", "No conversations yet"],
  language: ["Switch to English", "切换到中文"],
  languageShort: ["EN", "中"],
  persona: ["角色", "Persona"],
  forget: ["删除会话", "Delete conversation"],
  forgetText: ["这个会话会被删除，找不回来。", "This conversation is deleted and cannot be brought back."],
  cancel: ["取消", "Cancel"],
  close: ["关闭", "Close"],
  keyNeeded: ["需要密钥（BOT_API_KEYS 里的一个）：", "A key is needed (one of BOT_API_KEYS):"],
  keyWrong: ["这个密钥不对。", "This key is not valid."],
  ok: ["确定", "OK"],
  messages: ["对话", "Conversation"],
  toEnd: ["到最新的消息", "To the newest message"],
  dropHere: ["松手即可上传文件", "Drop to upload the file"],
  question: ["问题", "Question"],
  placeholder: ["问点什么…", "Ask something…"],
  upload: ["上传文件", "Upload a file"],
  detach: ["去掉这份文件", "Remove this file"],
  again: ["重答", "Again"],
  retry: ["再试一次", "Try again"],
  copy: ["复制", "Copy"],
  copied: ["已复制", "Copied"],
  stop: ["停止", "Stop"],
  send: ["发送", "Send"],
  stopped: ["（已停止）", "(stopped)"],
  uploading: ["上传中…", "Uploading…"],
  retrieving: ["找到 {found} 段相关内容", "Relevant passages found: {found}"],
  generating: ["正在写…", "Writing…"],
  parts: ["正在读第 {done}/{found} 部分…", "Reading part {done} of {found}…"],
  about: ["问关于它的问题；不写问题就总结它", "Ask about it, or send without a question for a summary"],
  summarize: ["总结《{name}》", "Summarise “{name}”"],
  offline: ["连不上服务器，请稍后再试。", "The server can't be reached. Please try again later."],
  cut: ["连接断了，上面是已收到的部分。", "The connection was cut; what arrived is above."],
  default: ["默认", "Default"],
  auto: ["自动判断", "Automatic"],
  hello: ["想从哪儿开始？", "Where shall we begin?"],
  hintAsk: ["问一个问题", "Ask a question"],
  hintAskMore: ["画蛇添足是什么意思？", "What does 画蛇添足 mean?"],
  hintIdiom: ["玩成语接龙", "Play the idiom chain"],
  hintIdiomMore: ["/idiom 画蛇添足", "/idiom 画蛇添足"],
  hintFile: ["读一份文件", "Read a document"],
  hintFileMore: ["总结它，或者问关于它的问题", "Sum it up, or ask about it"],
};

const LANGUAGE = "language";
const inAddress = new URLSearchParams(location.hash.slice(1)).get("lang");
const translations = new Translations(TEXTS, inAddress ?? ofBrowser.getItem(LANGUAGE) ?? browserLanguage());

export const t = translations.t;
export const language = () => translations.language;

export function setLanguage(value) {
  ofBrowser.setItem(LANGUAGE, value);
  translations.language = value;
}

export function translatePage() {
  translations.translatePage();
  document.title = t("title");
}
