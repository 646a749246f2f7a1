// The texts of a page in Chinese and English, and the elements of its skeleton that show them.

export class Translations {
  #texts;
  #index;

  /** `texts`: name -> [Chinese, English]; values stand in them as {name}. */
  constructor(texts, language) {
    this.#texts = texts;
    this.language = language;
  }

  get language() {
    return this.#index === 0 ? "zh" : "en";
  }

  set language(language) {
    this.#index = language === "zh" ? 0 : 1;
  }

  get locale() {
    return this.#index === 0 ? "zh-CN" : "en-GB";
  }

  t = (name, values = {}) => this.#texts[name][this.#index].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

  /** data-t is an element's content, data-t-label its accessible name, data-t-placeholder its placeholder. */
  translatePage() {
    document.documentElement.lang = this.#index === 0 ? "zh-CN" : "en";
    for (const element of document.querySelectorAll("[data-t]")) element.textContent = this.t(element.dataset.t);
    for (const element of document.querySelectorAll("[data-t-label]")) {
      const label = this.t(element.dataset.tLabel);
      element.setAttribute("aria-label", label);
      if (element.matches("button, label")) element.title = label;
    }
    for (const element of document.querySelectorAll("[data-t-placeholder]")) element.placeholder = this.t(element.dataset.tPlaceholder);
  }
}

export const browserLanguage = () => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
