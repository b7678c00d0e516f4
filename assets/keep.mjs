// Keeps what is typed into a form marked `data-keep` in this browser until it is saved, so that a lost session, a
// closed page or a dead connection loses nothing. What was kept is dropped as soon as the saved answers differ.
const PREFIX = "umbel:keep:";
const KINDS = ["hidden", "file", "password", "submit", "button"];

const fields = (form) => [...form.elements].filter((field) => field.name && !KINDS.includes(field.type));
const value = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value);
const typed = (form) => fields(form).map(value);

function restore(form, values) {
  fields(form).forEach((field, index) => {
    if (["radio", "checkbox"].includes(field.type)) field.checked = values[index];
    else field.value = values[index];
  });
}

// A browser may refuse to keep anything: then the form works as it would without this file.
const store = {
  get: (key) => { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
  set: (key, kept) => { try { localStorage.setItem(PREFIX + key, JSON.stringify(kept)); } catch { /* not kept */ } },
  drop: (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* nothing there */ } },
};

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = form.dataset.keep;
  let saved = JSON.stringify(typed(form));
  const kept = store.get(key);
  const notice = form.querySelector("[data-keep-restored]");
  if (kept && kept.saved === saved && JSON.stringify(kept.typed) !== saved) {
    restore(form, kept.typed);
    if (notice) notice.hidden = false;
    // What was put back is saved like anything typed, once the page has settled.
    setTimeout(() => form.dispatchEvent(new Event("input", { bubbles: true })), 1000);
  } else {
    store.drop(key);
  }
  form.addEventListener("input", () => store.set(key, { saved, typed: typed(form) }));
  const answer = form.querySelector("[aria-live]");
  if (answer) new MutationObserver(() => {
    if (!answer.querySelector("[data-keep-saved]")) return;
    saved = JSON.stringify(typed(form));
    store.drop(key);
  }).observe(answer, { childList: true });
  notice?.querySelector("[data-keep-discard]")?.addEventListener("click", () => {
    restore(form, JSON.parse(saved));
    store.drop(key);
    notice.hidden = true;
  });
}
