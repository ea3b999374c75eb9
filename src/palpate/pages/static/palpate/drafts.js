// What is typed into a guarded form (data-guard) and not sent yet is kept, sealed, on this device: a closed page, a flat
// battery or a lost line costs nothing. It goes when the server has it, when it is discarded, and at signing out.
(() => {
  "use strict";
  const palpate = window.palpate, { store } = palpate;
  const DAYS = 7 * 24 * 3600 * 1000;
  if (!store.able || palpate.drafts) return;
  palpate.drafts = true;
  const nameOf = (form) => `draft ${location.pathname} ${form.getAttribute("action") || ""}`;
  const typed = (form) => [...form.elements].filter((one) => one.name && !/^(hidden|submit|button|password|file)$/.test(one.type));
  const ticks = (one) => one.type === "radio" || one.type === "checkbox";
  const read = (form) => typed(form).map((one) => [one.name, ticks(one) ? one.value : "", ticks(one) ? one.checked : one.value]);
  const same = (one, [name, value]) => one.name === name && (!ticks(one) || one.value === value);

  const timers = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => store.keepPage(nameOf(form), { at: Date.now(), typed: read(form) }).catch(() => {}), 400));
  });
  const drop = (form) => { clearTimeout(timers.get(form)); store.dropPage(nameOf(form)).catch(() => {}); };
  // A plain form reaches this only once the server was seen (offline.js); htmx says when it was acknowledged.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!event.defaultPrevented && form.matches("[data-guard]") && !form.hasAttribute("hx-post")) drop(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form && event.detail.successful && event.detail.requestConfig.verb !== "get") drop(form);
  });

  const put = (form, kept) => {
    for (const one of typed(form)) {
      const found = kept.find((entry) => same(one, entry));
      if (found && ticks(one)) one.checked = found[2];
      else if (found) one.value = found[2];
    }
    form.dataset.changed = "yes";
  };
  const tell = (form, words, acts) => {
    const line = Object.assign(document.createElement("p"), { className: "undo drafted" });
    line.setAttribute("role", "status");
    line.append(Object.assign(document.createElement("span"), { textContent: words }));
    for (const [word, act] of acts) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: word });
      button.addEventListener("click", () => { act(); line.remove(); });
      line.append(button);
    }
    form.prepend(line);
  };
  const offer = async (form) => {
    if (form.dataset.drafted) return;
    form.dataset.drafted = "yes";
    const draft = await store.page(nameOf(form)), now = read(form);
    if (!draft) return;
    const differs = draft.typed.some((entry) => now.some((one) => one[0] === entry[0] && one[1] === entry[1] && one[2] !== entry[2]));
    if (!differs || Date.now() - draft.at > DAYS) { drop(form); return; }
    const at = new Date(draft.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const discard = () => { drop(form); put(form, now); form.removeAttribute("data-changed"); };
    if (!form.hasAttribute("hx-post")) {
      put(form, draft.typed);
      tell(form, `What you typed here on ${at} and did not send is back.`, [["Discard it", discard]]);
      return;
    }
    // What stands there may be newer, from somebody else: not laid over it unasked.
    const back = () => { put(form, draft.typed); form.dispatchEvent(new Event("change", { bubbles: true })); };
    tell(form, `Something you typed here on ${at} was never saved.`, [["Put it back", back], ["Discard it", () => drop(form)]]);
  };
  const look = () => document.querySelectorAll("form[data-guard]").forEach((form) => offer(form).catch(() => {}));
  document.addEventListener("htmx:afterSettle", look);
  look();

  // What a page could not save while there was no network is tried again when there is one.
  window.addEventListener("online", () => document.querySelectorAll("form[data-guard][data-changed][hx-post]").forEach((form) =>
    form.dispatchEvent(new Event("change", { bubbles: true }))));
})();
