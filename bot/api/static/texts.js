// Every sentence of the page, in Chinese and English.

const zh = {
  title: "群聊小助手", conversations: "会话", newConversation: "＋ 新会话", persona: "角色", forget: "删除会话",
  keyNeeded: "需要密钥（BOT_API_KEYS 里的一个）：", ok: "确定", messages: "对话", question: "问题",
  placeholder: "问点什么，或者 /idiom 玩成语接龙", upload: "📎 文件", detach: "去掉这份文件", again: "↻ 重答",
  stop: "⏹ 停止", send: "发送", stopped: "（已停止）", uploading: "上传中…", retrieving: "找到 {found} 段相关内容",
  generating: "正在写…", parts: "正在读第 {done}/{found} 部分…", about: "关于《{name}》提问；不写问题就总结它",
  offline: "连不上服务器，请稍后再试。", cut: "连接断了，上面是已收到的部分。", default: "默认", auto: "自动判断",
};
const en = {
  title: "Group bot", conversations: "Conversations", newConversation: "+ New conversation", persona: "Persona",
  forget: "Delete conversation", keyNeeded: "A key is needed (one of BOT_API_KEYS):", ok: "OK", messages: "Conversation",
  question: "Question", placeholder: "Ask something, or play with /idiom", upload: "📎 File", detach: "Remove this file",
  again: "↻ Again", stop: "⏹ Stop", send: "Send", stopped: "(stopped)", uploading: "Uploading…",
  retrieving: "Relevant passages found: {found}", generating: "Writing…", parts: "Reading part {done} of {found}…",
  about: "Ask about “{name}”, or send without a question for a summary", offline: "The server can't be reached. Please try again later.",
  cut: "The connection was cut; what arrived is above.", default: "Default", auto: "Automatic",
};

export const language = navigator.language.startsWith("zh") ? "zh" : "en";

export function t(name, values = {}) {
  const text = (language === "zh" ? zh : en)[name];
  return text.replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");
}

export function translatePage() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = t(node.dataset.placeholder);
}
