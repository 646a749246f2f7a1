// One message as people see it.

import { fileAddress } from "./api.js";
import { h } from "./dom.js";
import { safeAddress, styled } from "./entities.js";
import { sizeOf, t, timeOf } from "./i18n.js";

export const nameOf = (message) => message.from?.first_name ?? message.sender_chat?.title ?? message.chat.title ?? t("deletedUser");
export const plainText = (message) => message.text ?? message.caption ?? message.document?.file_name ?? (message.photo ? t("photo") : "");

/** `on`: {press(message, button, element), command(text), jump(messageId)} */
export function renderMessage(message, personId, on) {
  const own = message.from?.id === personId;
  const text = h("div", { class: "text" }, styled(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities, on.command));
  text.append(h("span", { class: "meta" }, message.edit_date ? `${t("edited")} ` : "", timeOf(message.date)));
  const bubble = h("div", { class: "bubble" }, own ? null : h("div", { class: "name" }, nameOf(message)), quote(message, on), file(message), text);
  return h("article", { class: own ? "row own" : "row", dataset: { id: message.message_id } }, bubble, keyboard(message, on));
}

function quote({ reply_to_message: original }, on) {
  if (!original) return null;
  const jump = () => on.jump(original.message_id);
  return h("button", { type: "button", class: "quote", onclick: jump }, `${nameOf(original)}: ${plainText(original).slice(0, 80)}`);
}

function file({ document: sent, photo }) {
  if (photo) return h("img", { src: fileAddress(photo.at(-1).file_id), alt: t("photo"), style: "max-width:100%" });
  return sent ? h("div", { class: "card" }, `📄 ${sent.file_name ?? ""} `, h("small", {}, sizeOf(sent.file_size))) : null;
}

function keyboard(message, on) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows.map((row) => h("div", { class: "keys" }, row.map((button) => key(message, button, on))));
}

function key(message, button, on) {
  const href = button.url ? safeAddress(button.url) : null;
  if (href) return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, button.text);
  return h("button", { type: "button", onclick: (event) => on.press(message, button, event.currentTarget) }, button.text);
}
