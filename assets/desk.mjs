// Keys for working through a list. They do nothing while a field is being filled in, or with a modifier held, and can be
// switched off; every one of them follows a link that stands on the page.
const SWITCH = "umbel:keys-off";
const KEYS = { n: "next", j: "next", p: "previous", k: "previous", a: "doing" };
const FIELDS = "input, textarea, select, [contenteditable]";

const box = document.querySelector("[data-keys]");
const button = document.querySelector("[data-keys-switch]");

// A browser may refuse to keep anything: then the keys are on, as on a first visit.
const store = {
  get: () => { try { return localStorage.getItem(SWITCH) === "1"; } catch { return false; } },
  set: (off) => { try { localStorage.setItem(SWITCH, off ? "1" : "0"); } catch { /* not kept */ } },
};

let off = store.get();

function label() {
  if (button) button.textContent = off ? button.dataset.on : button.dataset.off;
}

function follow(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target instanceof Element && event.target.closest(FIELDS)) return;
  if (off) return;
  if (event.key === "?") {
    box.open = !box.open;
    event.preventDefault();
    return;
  }
  const link = KEYS[event.key] && document.querySelector(`a[data-key="${KEYS[event.key]}"]`);
  if (!link) return;
  event.preventDefault();
  if (KEYS[event.key] !== "doing") return link.click();
  const doing = document.querySelector("#doing");
  const first = doing.querySelector("textarea, button, input:not([type=hidden]), select, summary");
  doing.scrollIntoView();
  (first || doing).focus();
}

if (box) {
  box.hidden = false;
  label();
  button.addEventListener("click", () => {
    off = !off;
    store.set(off);
    label();
  });
  document.addEventListener("keydown", follow);
}
