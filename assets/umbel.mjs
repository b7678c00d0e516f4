// Enhancement only: every page reads and works without this file.
import { initAll } from "./govuk-frontend.min.js";
import "./keep.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A choice in a form marked so is sent at once; its button stays for those without scripts.
for (const form of document.querySelectorAll("form[data-sends-itself]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
