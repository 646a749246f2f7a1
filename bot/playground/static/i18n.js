// Every text of the page in Chinese and English; dates, times and file sizes.

import { browserLanguage, Translations } from "./shared/translations.js";

const TEXTS = {
  pageTitle: ["试玩场", "Playground"],
  title: ["试玩场", "Playground"],
  titleHint: ["同一个机器人，跑在你的电脑上", "The same bot, on your machine"],
  language: ["Switch to English", "切换到中文"],
  languageShort: ["EN", "中"],
  youAre: ["你现在是", "You are"],
  chats: ["聊天", "Chats"],
  admin: ["管理员", "admin"],
  unread: ["{count} 条未读", "{count} unread"],
  back: ["返回聊天列表", "Back to the chats"],
  backUnread: ["返回聊天列表，{count} 条未读", "Back to the chats, {count} unread"],
  pickChat: ["选一个聊天开始", "Pick a chat to begin"],
  noMessages: ["还没有消息", "No messages yet"],
  bot: ["机器人", "bot"],
  group: ["群", "group"],
  review: ["审核群", "review"],
  channel: ["频道", "channel"],
  botLine: ["机器人 · @{name}", "bot · @{name}"],
  members: ["群 · {count} 位成员", "Group of {count}"],
  readers: ["频道 · {count} 位读者", "Channel · {count} readers"],
  typing: ["正在输入…", "typing…"],
  placeholder: ["输入消息，/ 或 @ …", "Message, / or @ …"],
  channelOnly: ["只有管理员和机器人能在频道里发布", "Only admins and the bot post in this channel"],
  message: ["消息", "Message"],
  messages: ["消息", "Messages"],
  send: ["发送", "Send"],
  attach: ["添加照片、文件、贴纸、位置、语音", "Attach a photo, file, sticker, place or voice message"],
  attachPhoto: ["照片", "Photo"],
  attachFile: ["文件", "File"],
  attachSticker: ["贴纸", "Sticker"],
  attachPlace: ["位置（西湖）", "Place (West Lake)"],
  attachVoice: ["录一段语音", "Record a voice message"],
  attachAudio: ["语音（选一个音频文件）", "Voice (pick an audio file)"],
  asFile: ["当作文件发送", "Send as a file"],
  recording: ["正在录音", "Recording"],
  noMicrophone: ["用不了麦克风，请选一个音频文件。", "The microphone cannot be used; pick an audio file."],
  suggestions: ["命令和名字", "Commands and names"],
  dropHere: ["松手即可添加文件", "Drop to attach the file"],
  oneFile: ["一次只能发一个文件，已取第一个。", "One file at a time; the first was taken."],
  fileTooBig: ["文件超过 50 MB，发不了。", "The file is over 50 MB and cannot be sent."],
  parts: ["将分 {count} 条发送", "goes as {count} messages"],
  over: ["超出 {count} 字", "{count} too many"],
  replyTo: ["回复 {name}", "Reply to {name}"],
  editing: ["编辑消息", "Edit message"],
  cancel: ["取消", "Cancel"],
  close: ["关闭", "Close"],
  actions: ["消息操作", "Message actions"],
  reply: ["回复", "Reply"],
  forward: ["转发给机器人", "Forward to the bot"],
  edit: ["编辑", "Edit"],
  copy: ["复制", "Copy"],
  runCommand: ["发送命令 {name}", "Send the command {name}"],
  edited: ["已编辑", "edited"],
  forwardedFrom: ["转发自 {name}", "Forwarded from {name}"],
  newMessages: ["新消息", "New messages"],
  spoiler: ["剧透，点击显示", "Spoiler, press to show"],
  photo: ["照片", "Photo"],
  voice: ["语音", "Voice message"],
  place: ["位置", "Place"],
  sticker: ["贴纸 {emoji}", "Sticker {emoji}"],
  deletedUser: ["未知", "Unknown"],
  ok: ["好", "OK"],
  today: ["今天", "Today"],
  yesterday: ["昨天", "Yesterday"],
  offline: ["连接断开，正在重连…", "Connection lost, reconnecting…"],
  failed: ["没能发送：{reason}", "Not sent: {reason}"],
  notDone: ["没能做到：{reason}", "That failed: {reason}"],
  unreachable: ["本地服务没有响应", "the local server does not answer"],
  refused: ["本地服务拒绝了（{status}）", "the local server refused it ({status})"],
  joined: ["{name} 加入了", "{name} joined"],
  left: ["{name} 离开了", "{name} left"],
  migrated: ["群已升级为超级群", "The group became a supergroup"],
  unsupported: ["这种消息这里显示不了", "This kind of message cannot be shown here"],
  startOver: ["重新开始", "Start over"],
  startOverText: [
    "所有聊天都会清空；小明、Lucy 和群换成新的，机器人不认识他们，后来加的人会离开。阿杰、审稿室和频道还是原来的：等审核的投稿还在，机器人也还记得阿杰（/forget 可以让它忘掉）。",
    "All chats are emptied. 小明, Lucy and the group are new ones that the bot does not know, and people who were added leave. 阿杰, the review room and the channel stay the same: posts that wait for review are kept, and so is what the bot remembers of 阿杰 (/forget ends that).",
  ],
  startedOver: ["已经重新开始", "Started over"],
  another: ["另一个人", "Another person"],
  addPerson: ["另一个人", "Another"],
  anotherText: ["在新标签页里以另一个人打开，两个窗口并排，就是两个人在玩。", "Open the playground as somebody else in a new tab: with both windows side by side, two people play."],
  newName: ["或者来一位新朋友：", "Or somebody new:"],
  newLanguage: ["语言", "Language"],
  openBeside: ["在新标签页打开", "Open in a new tab"],
  openHere: ["进来", "Come in"],
  tips: ["可以试试", "Things to try"],
  hintsTitle: ["试试这四样", "Four things to try"],
  hintIdiom: ["玩成语接龙", "Play the idiom chain"],
  hintIdiomMore: ["机器人出题，你来接", "The bot opens, you go on"],
  hintAsk: ["问一个问题", "Ask a question"],
  hintAskMore: ["看回答一点点写出来", "Watch the answer grow"],
  hintFile: ["总结一份文件", "Sum up a document"],
  hintFileMore: ["发 PDF、Word 或文本", "Send a PDF, Word or text file"],
  hintPost: ["投一篇稿", "Submit a post"],
  hintPostMore: ["检查、润色、审核、发布", "Checked, polished, reviewed, published"],
  hintTogether: ["两个人一起接龙", "Play with two people"],
  hintTogetherMore: ["在新标签页里以另一个人打开", "Open a new tab as somebody else"],
  hintMention: ["在群里叫机器人", "Call the bot in the group"],
  hintMentionMore: ["@它，或者回复它的消息", "@ it, or reply to what it said"],
  hintPending: ["看等审核的投稿", "See the posts that wait"],
  hintPendingMore: ["卡片上的按钮通过或拒绝", "The cards have buttons to decide"],
  hintStats: ["看用量和统计", "See figures and use"],
  hintStatsMore: ["投稿、用户、模型用量", "Posts, people, the model's use"],
  hintSettings: ["改这个群的设置", "Change this group's settings"],
  hintSettingsMore: ["管理员可以按按钮修改", "Administrators press the buttons"],
  askExample: ["/ask 画蛇添足是什么意思？", "/ask what does 画蛇添足 mean?"],
  postExample: ["/post 今天食堂的红烧肉很好吃！", "/post The braised pork in the canteen is great today!"],
  mentionExample: ["@{name} 画蛇添足是什么意思？", "@{name} what does 画蛇添足 mean?"],
  hintAdmin: [
    "投稿之后，在{where}切换到阿杰（管理员），就能在「审稿室」里通过它。",
    "After posting, switch to 阿杰 (admin) {where} to approve it in 审稿室, the review room.",
  ],
  hintChannel: ["通过审核的投稿会出现在这里。", "Posts that were approved appear here."],
  whereWide: ["左上角", "at the top left"],
  whereNarrow: ["聊天列表上方", "above the chat list"],
};

const translations = new Translations(TEXTS, browserLanguage());
const locale = () => translations.locale;

export const t = translations.t;
export const language = () => translations.language;
export const setLanguage = (value) => (translations.language = value);
export const translatePage = () => translations.translatePage();

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

/** "0:07" */
export const durationOf = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
