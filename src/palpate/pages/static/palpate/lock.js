// The locked screen. After the idle minutes, by the button or by Ctrl+Shift+L a cover lies over the page; the page beneath
// stays as it is, with what was being written. The server keeps the same time and refuses on its own; this only covers.
(() => {
  "use strict";
  const box = document.getElementById("lock");
  if (!box) return;
  const room = box.dataset.room, icon = (name) => `<svg class="i" aria-hidden="true" focusable="false"><use href="${box.dataset.icons}#${name}"/></svg>`;
  box.innerHTML = `<h2 id="lock-head">${icon("lock")}This screen is locked</h2>
    <p class="soft">What you were writing is kept beneath.</p>
    <form class="form" method="post" action="${room}unlock/">
      <label class="field"><span>Password, or the code of your app</span><input name="password" type="password" required maxlength="1000" autocomplete="current-password"></label>
      <p class="error" role="alert" hidden></p>
      <p class="row"><button class="btn main">Unlock</button></p></form>
    <div class="keyed" data-passkey="unlock" data-begin="${room}unlock/passkey/" data-finish="${room}unlock/passkey/done/" hidden>
      <button class="btn" type="button">${icon("key")}Unlock with a passkey</button><p class="error" role="alert" hidden></p></div>
    <div data-over hidden><p>The twelve hours of this sign-in are over. Sign in again beside this page, and come back to it.</p>
      <p class="row"><a class="btn main" href="${room}sign-in/" target="_blank">Sign in again</a> <button class="btn" type="button" data-again>I have signed in</button></p>
      <p class="error" role="alert" hidden></p></div>`;
  const after = Number(box.dataset.after) * 60000, minute = 60000;
  const form = box.querySelector("form"), field = form.elements.password, wrong = form.querySelector(".error");
  const over = box.querySelector("[data-over]"), title = document.title, root = document.documentElement;
  const tabs = new BroadcastChannel("palpate lock");
  const waiting = []; // requests that met the lock, to be sent once it opens
  let last = Date.now(), told = Date.now(), until = Number(box.dataset.until) * 1000;

  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const post = (address, body = new FormData()) => fetch(address, {
    method: "POST", redirect: "manual", body, headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
  const isLocked = (answer) => answer.status === 401 && answer.headers.get("X-Palpate-Locked") === "1";
  const locked = () => "locked" in root.dataset;

  const cover = () => {
    if (locked()) return;
    root.dataset.locked = "";
    document.title = "Locked · Palpate";
    if (!box.open) box.showModal();
    if (Date.now() > until) end();
    else field.focus();
  };
  const say = (line, words) => { line.textContent = words; line.hidden = !words; };
  const end = () => { over.hidden = false; form.hidden = true; box.dataset.over = ""; };
  const open = () => {
    delete root.dataset.locked;
    document.title = title;
    delete box.dataset.over;
    over.hidden = true;
    form.hidden = false;
    form.reset();
    say(wrong, "");
    box.close();
    const back = document.activeElement; // it got the focus back while it was hidden, and so without its caret
    if (back && back !== document.body) { back.blur(); back.focus({ preventScroll: true }); }
    last = told = Date.now();
    for (const again of waiting.splice(0)) again();
  };

  // Locking: by hand, by time, by another tab, by the server.
  const lockNow = () => { cover(); tabs.postMessage("lock"); post(`${room}lock/`).catch(() => {}); };
  document.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.matches("[data-lock]")) { event.preventDefault(); lockNow(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.shiftKey && event.code === "KeyL") { event.preventDefault(); lockNow(); }
  });
  const due = () => {
    if (locked()) return;
    if (Date.now() > until) cover();
    else if (Date.now() - last >= after) lockNow();
  };
  setInterval(due, 2000);
  const look = async () => {
    try {
      const said = await (await fetch(`${room}lock/state/`, { headers: { Accept: "application/json", "X-Palpate-Quiet": "1" } })).json();
      if (said.locked && !locked()) { cover(); if (!said.who) end(); }
      return said;
    } catch { return null; } // no connection: what is covered stays covered
  };
  window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  // A device that wakes is covered before anybody reads from it.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { due(); if (!locked()) look(); } });
  window.addEventListener("focus", due);

  // Somebody is here: said to the other tabs at once, to the server at most once a minute.
  const here = () => {
    if (locked()) return;
    last = Date.now();
    if (last - told < minute) return;
    told = last;
    tabs.postMessage("here");
    post(`${room}awake/`).then((answer) => { if (isLocked(answer)) cover(); }, () => {});
  };
  for (const sign of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) document.addEventListener(sign, here, { passive: true });
  tabs.addEventListener("message", ({ data }) => {
    if (data === "lock") cover();
    if (data === "here" && !locked()) last = told = Date.now();
    if (data === "open" && locked()) refresh();
  });

  // Opening. The tokens of forms are renewed, for a new sign-in has new ones.
  const refresh = async () => {
    const said = await look();
    if (!said || said.locked) return "This screen is still locked.";
    if (String(said.who) !== box.dataset.who) return "Somebody else is signed in now. What is written beneath cannot be saved under their name.";
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": said.token }));
    for (const one of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) one.value = said.token;
    until = said.until * 1000;
    open();
    return "";
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(wrong, "");
    try {
      const answer = await post(form.action, new FormData(form));
      if (answer.type === "opaqueredirect" || answer.status === 401) { end(); return; }
      const said = await answer.json();
      if (!said.open) { say(wrong, said.wrong); field.select(); return; }
      tabs.postMessage("open");
      say(wrong, await refresh());
    } catch { say(wrong, "No connection. The screen stays locked, and what you wrote stays beneath it."); }
  });
  box.addEventListener("palpate:open", async () => { tabs.postMessage("open"); say(wrong, await refresh()); });
  box.querySelector("[data-again]").addEventListener("click", async () => {
    say(over.querySelector(".error"), await refresh());
  });
  box.addEventListener("cancel", (event) => event.preventDefault());
  box.addEventListener("close", () => { if (locked()) box.showModal(); });

  // A part of the page that met the lock is asked for again, with what was written, once it opens.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig: asked } = event.detail;
    if (xhr.status !== 401 || xhr.getResponseHeader("X-Palpate-Locked") !== "1") return;
    event.detail.shouldSwap = false;
    if (!event.detail.palpateQueued) waiting.push(() => window.htmx.ajax(asked.verb, asked.path, {
      source: asked.elt, target: asked.target, values: asked.formData,
    }));
    cover();
  });
})();
