// What a page keeps in the browser; in a frame on another site a browser may refuse that, then it ends with the page.

function open(name) {
  try {
    return window[name];
  } catch {
    const kept = new Map();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  }
}

export const ofBrowser = open("localStorage");
export const ofTab = open("sessionStorage");
