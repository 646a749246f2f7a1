// Short notifications: a toast and an alert dialog.

import { $ } from "./shared/dom.js";

const TOAST_MS = 4000;
let toastTimer;

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
