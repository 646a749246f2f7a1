// Short words to the person: a toast, a dialog, and what a screen reader says.

import { $ } from "./dom.js";
import { nameOf, plainText } from "./words.js";

const TOAST_MS = 4000;
const SETTLE_MS = 1200;
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

/** Reads a new message aloud once it has stopped growing, instead of at each of its edits. */
export function announce(message, store) {
  if (message.from?.id === store.personId) return;
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    const now = store.find(message.chat.id, message.message_id) ?? message;
    $("#announcer").textContent = `${nameOf(now)}: ${plainText(now)}`;
  }, SETTLE_MS);
}
