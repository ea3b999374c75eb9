// Passkeys, and the button that shows a password while it is written. A passkey takes two rounds: the server sends a
// challenge, the device answers it. <div data-passkey="purpose" data-begin="…" data-finish="…"> holds the button.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  const post = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(body),
    });
    const said = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : {};
    if (!answer.ok || answer.redirected) throw new Error(said.wrong || "That took too long. Load the page again and try once more.");
    return said;
  };
  const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const make = async ({ publicKey: asked }) => {
    const made = await navigator.credentials.create({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: listed(asked.excludeCredentials),
    } });
    return { id: made.id, rawId: made.id, type: made.type, clientExtensionResults: {}, response: {
      clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject),
    } };
  };
  const show = async ({ publicKey: asked }) => {
    const shown = await navigator.credentials.get({ publicKey: {
      ...asked, challenge: bytes(asked.challenge), allowCredentials: listed(asked.allowCredentials),
    } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
    return { id: shown.id, rawId: shown.id, type: shown.type, clientExtensionResults: {}, response: {
      clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature),
      ...(userHandle && { userHandle: text(userHandle) }),
    } };
  };

  const use = async (box) => {
    const wrong = box.querySelector(".error"), purpose = box.dataset.passkey;
    wrong.hidden = true;
    try {
      const asked = await post(box.dataset.begin, { for: purpose });
      const key = await (purpose === "add" ? make : show)(asked);
      const name = document.getElementById("key-name");
      const said = await post(box.dataset.finish, { for: purpose, key, name: name ? name.value : "", next: box.dataset.next || "" });
      if (said.go) location.assign(said.go);
      else box.dispatchEvent(new CustomEvent("palpate:open", { bubbles: true }));
    } catch (error) {
      // The person closed the device's own question, or no key fits.
      wrong.textContent = error.name === "NotAllowedError" ? "No passkey was used." : error.name === "InvalidStateError" ? "This device has a passkey here already." : error.message;
      wrong.hidden = false;
    }
  };

  for (const box of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) continue;
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => use(box));
  }
  for (const button of document.querySelectorAll("[data-show]")) {
    const field = document.getElementById(button.dataset.show);
    button.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const shows = field.type === "password";
      field.type = shows ? "text" : "password";
      button.firstChild.textContent = shows ? "Hide" : "Show";
      button.setAttribute("aria-pressed", shows);
    });
    // Never left behind in the browser's list of what was typed into a text field.
    if (field.form) field.form.addEventListener("submit", () => { field.type = "password"; });
  }
  // On the lock page the form goes on its way; what it carries is given back.
  const unlock = document.querySelector("form[data-unlock-page]");
  if (unlock) document.addEventListener("palpate:open", () => unlock.submit());
  const again = document.querySelector("form[data-send]");
  if (again) again.requestSubmit();
})();
