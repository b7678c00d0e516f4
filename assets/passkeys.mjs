// Passkeys. A form marked `data-passkey` (create or get) asks the device, puts its answer into the field `credential`
// and sends it. What to ask stands in `data-options`; without that it is fetched from the address the form goes to.
// Every sentence that can be said stands on the form, in the reader's language.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return (await answer.json()).request_options.publicKey;
}

// Challenges and identifiers travel as base64url; the device wants bytes.
function forDevice(options, form) {
  const known = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));
  const ready = { ...options, challenge: bytes(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) ready.allowCredentials = known(options.allowCredentials);
  if (options.excludeCredentials) ready.excludeCredentials = known(options.excludeCredentials);
  const alone = form.elements.passwordless?.checked;
  if (form.dataset.passkey === "create") {
    ready.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: Boolean(alone),
      ...(alone ? { userVerification: "required" } : {}),
    };
  }
  return ready;
}

function forServer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function sentence(form, problem) {
  if (problem.name === "InvalidStateError") return form.dataset.known;
  if (["NotAllowedError", "AbortError"].includes(problem.name)) return form.dataset.refused;
  return form.dataset.failed;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const said = form.querySelector("[role=alert]");
  if (!window.PublicKeyCredential) {
    said.textContent = form.dataset.unsupported;
    continue;
  }
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    said.textContent = "";
    try {
      const publicKey = forDevice(await asked(form), form);
      form.elements.credential.value = JSON.stringify(forServer(await navigator.credentials[form.dataset.passkey]({ publicKey })));
      form.submit();
    } catch (problem) {
      said.textContent = sentence(form, problem);
      button.disabled = false;
    }
  });
}
