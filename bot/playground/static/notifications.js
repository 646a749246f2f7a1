// Short notifications: a toast, an alert dialog, and announcements for screen readers.

import { $ } from "./dom.js";
import { plainText, senderName } from "./message_summary.js";

const TOAST_MS = 4000;
const ANNOUNCE_AFTER_MS = 1200;
let toastTimer;
let announceTimer;

export function toast(text) {
  clearTimeout(toastTimer);
  $("#toast").textContent = text;
  $("#toast").hidden = false;
  toastTimer = setTimeout(() => ($("#toast").hidden = true), TOAST_MS);
}

export function showAlert(text) {
  $("#alert p").textContent = text;
  $("#alert").showModal();
}

/** Has a new message read aloud once, a moment after it came, since it may still grow. */
export function announce(message, store) {
  if (message.from?.id === store.userId) return;
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    const current = store.find(message.chat.id, message.message_id) ?? message;
    $("#announcer").textContent = `${senderName(current)}: ${plainText(current)}`;
  }, ANNOUNCE_AFTER_MS);
}
