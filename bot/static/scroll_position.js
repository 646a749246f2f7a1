// Keeps a list of messages at its end while it grows, unless its reader has scrolled up.

const AT_END_PX = 80;

export class ScrollPosition {
  #scroll;
  #button;
  #staysAtEnd = false;

  /** `button` leads to the end; it is hidden there. */
  constructor(scroll, button) {
    [this.#scroll, this.#button] = [scroll, button];
    button.addEventListener("click", () => this.toEnd());
    scroll.addEventListener("scroll", () => (button.hidden = this.#staysAtEnd = this.isAtEnd()));
    // A phone is turned, or its keyboard opens: what was read last stays in sight.
    new ResizeObserver(() => this.#staysAtEnd && this.toEnd()).observe(scroll);
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < AT_END_PX;
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#button.hidden = this.#staysAtEnd = true;
  }

  /** Runs a change of the list and stays at the end where that was in sight; else shows the button. */
  during(change) {
    const wasAtEnd = this.isAtEnd();
    change();
    if (wasAtEnd) this.toEnd();
    else this.#button.hidden = this.isAtEnd();
  }
}
