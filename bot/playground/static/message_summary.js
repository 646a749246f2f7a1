// A message as one line of plain text, its sender's name, a chat's title and kind.

import { t } from "./i18n.js";

export const senderName = (message) =>
  message.sender_chat?.title ?? message.from?.first_name ?? message.chat.title ?? t("deletedUser");

export function plainText(message) {
  const text = message.text ?? message.caption;
  if (text) return text;
  if (message.document) return `📄 ${message.document.file_name ?? ""}`;
  if (message.photo) return t("photo");
  if (message.voice) return t("voice");
  if (message.sticker) return t("sticker", { emoji: message.sticker.emoji });
  if (message.location) return t("place");
  return serviceText(message) ?? t("unsupported");
}

/** What a service message reports (joined, left, migrated); null for other messages. */
export function serviceText(message) {
  if (message.new_chat_members) return t("joined", { name: message.new_chat_members.map((user) => user.first_name).join("、") });
  if (message.left_chat_member) return t("left", { name: message.left_chat_member.first_name });
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return t("migrated");
  return null;
}

export const chatTitle = (chat, store) => (chat.type === "private" ? store.bot.first_name : chat.title);

/** bot, group, review (a group in which only administrators are) or channel. */
export function chatKind(chat) {
  if (chat.type === "private") return "bot";
  if (chat.type === "channel") return "channel";
  return chat.bot_status === "administrator" ? "review" : "group";
}
