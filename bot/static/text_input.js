// A text field that grows with its text, in which Enter sends and Shift+Enter makes a line.

const BORDERS_PX = 2;

/** Makes the field as high as its text; style sheets set the greatest height. */
export function fitHeight(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + BORDERS_PX}px`;
}

/** Is a Chinese (or other) text being composed, so that its keys belong to the input method? */
export function isComposing(event) {
  // Safari ends a composition before its Enter arrives; only key code 229 still marks it.
  return event.isComposing || event.keyCode === 229;
}

export const sends = (event) => event.key === "Enter" && !event.shiftKey && !isComposing(event);
