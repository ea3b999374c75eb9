// Writes that wait. On a page marked data-offline a write that finds no network goes into the queue, is shown as
// waiting, and is sent later: in order, once, as the same person. What the server refuses stops the queue and is shown.
(() => {
  "use strict";
  const { store, fields: fieldsOf } = window.palpate, palpate = window.palpate;
  const able = () => store.able && document.body.hasAttribute("data-offline");
  const now = { offline: !navigator.onLine, waiting: 0, refused: 0, others: 0, sending: 0, signedOut: false };
  const TOKEN = `/offline/token/?owner=${store.owner || ""}`;
  const QUIET = { "X-Palpate-Quiet": "1" }; // no hand sends it: it keeps nobody signed in
  const PACE = 4000; // milliseconds between two looks whether the server is there again
  const TROUBLE = 3; // answers of a server in trouble, after which the write is shown as refused

  // Its style is fetched at once, while it can be, but after what the page needs first.
  const href = document.getElementById("offline")?.dataset.style;
  if (href) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));

  // The line at the top of every page.
  const words = () => {
    const { waiting, refused, sending, others } = now, many = waiting + refused;
    if (refused) return `Stopped: the server did not accept one of ${many} that wait`;
    if (now.signedOut && many) return `${many} waiting. Sign in again to send ${many === 1 ? "it" : "them"}`;
    if (now.offline) return many ? `Offline, ${many} waiting` : able() ? "Offline. What you record waits on this device" : "Offline";
    if (sending) return `Sending, ${many} left`;
    if (many) return `${many} waiting`;
    return others ? `${others} waiting on this device for somebody else who works here` : "";
  };
  const show = () => {
    const bar = document.getElementById("offline");
    if (!bar) return;
    const text = words(), [line, link] = bar.children;
    bar.hidden = !text;
    bar.dataset.state = now.refused ? "stopped" : now.offline ? "off" : "on";
    if (line.textContent !== text) line.textContent = text;
    link.hidden = !(now.waiting + now.refused) || location.pathname === "/offline/";
    document.body.toggleAttribute("data-is-offline", now.offline && able());
    document.dispatchEvent(new CustomEvent("palpate:state", { detail: now }));
  };
  const count = async () => {
    const { mine, others } = await store.all();
    now.refused = mine.filter((one) => one.state === "refused").length;
    Object.assign(now, { waiting: mine.length - now.refused, others });
    show();
    return mine;
  };
  const others = window.BroadcastChannel ? new BroadcastChannel("palpate queue") : null;
  const changed = async () => { if (others) others.postMessage("changed"); return count(); };
  if (others) others.onmessage = count;

  // What a write says, for the list of what waits.
  const text = (node) => {
    const copy = node?.cloneNode(true);
    copy?.querySelectorAll("[aria-hidden=true]").forEach((one) => one.remove());
    return copy?.textContent.trim() || "";
  };
  const describe = (element, said) => {
    const button = said && (said.closest?.("button") || said);
    const group = (said || element).closest?.("fieldset")?.querySelector("legend")?.textContent.trim() || said?.ariaLabel || "";
    const value = button?.matches?.("button") ? text(button) : said?.matches?.("input, textarea, select")
      ? (said.type === "radio" ? text(said.parentElement) : said.value) : "";
    const place = document.querySelector("main h1")?.textContent.trim() || document.title;
    return [group, value].filter(Boolean).join(": ").replace(/\s+/g, " ").slice(0, 120) + ` (${place.slice(0, 80)})`;
  };

  // What a page keeps of itself while one types holds the whole form: the newest takes the place of the one before.
  const BY_ITSELF = /[?&]keep=1/;
  const put = async (write, element, said) => {
    const { mine } = await store.all(), last = mine[mine.length - 1];
    if (last && last.state === "waiting" && last.path === write.path && BY_ITSELF.test(write.path) && !busy) await store.drop(last.seq);
    const item = { ...write, made: new Date().toISOString(), page: location.pathname + location.search, what: describe(element, said) };
    item.seq = await store.add(item);
    await changed();
    const line = document.getElementById("kept");
    if (line) { line.dataset.state = "waiting"; line.textContent = "Kept on this device, not sent yet"; }
    element.dispatchEvent(new CustomEvent("palpate:waiting", { bubbles: true, detail: { item, said } }));
    drain();
    return item;
  };
  const path = (address) => { const url = new URL(address, location.href); return url.pathname + url.search; };
  const write = ({ path: to, formData }) => ({ path: path(to), row_id: formData.get("row_id"), fields: fieldsOf(formData) });
  const blocked = () => now.offline || now.waiting + now.refused > 0;
  const LOST = "This could not be kept on this device. Write it down, and look at the space that is left.";
  const lost = () => { const bar = document.getElementById("offline"); if (bar) { bar.hidden = false; bar.children[0].textContent = LOST; } };

  // Through htmx: not even tried while something waits already, so that the order stays.
  const saidBy = (detail) => detail.triggeringEvent?.submitter || detail.triggeringEvent?.target || null;
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = event.detail;
    if (detail.verb === "get" || !able() || !blocked()) return;
    event.preventDefault();
    detail.parameters.row_id ||= palpate.newId();
    put(write(detail), detail.elt, saidBy(detail)).catch(lost);
  });
  const failed = (event) => {
    now.offline = true;
    show();
    const asked = event.detail.requestConfig;
    if (asked.verb !== "get" && able()) put(write(asked), asked.elt, saidBy(asked)).catch(lost);
    else wait();
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);

  // A plain form of such a page is sent only once the server has been seen; else it waits like the rest.
  const reachable = async () => {
    if (!navigator.onLine) return false;
    try { return (await fetch(TOKEN, { headers: QUIET, signal: AbortSignal.timeout(8000) })).status < 500; } catch { return false; }
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target, submitter = event.submitter;
    if (event.defaultPrevented || !(able() || form.matches("[data-guard]")) || form.method !== "post" || form.dataset.seen || form.hasAttribute("hx-post")) return;
    if (!form.elements.namedItem("row_id")) return; // stores nothing of the record: signing out, say
    event.preventDefault();
    const formData = new FormData(form, submitter);
    if (!(able() && blocked()) && (await reachable())) {
      form.dataset.seen = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.seen;
      return;
    }
    now.offline = true;
    if (able()) put(write({ path: form.action, formData }), form, submitter).catch(lost);
    else notSent(form);
  });
  const notSent = (form) => {
    form.dataset.changed = "yes";
    show();
    wait();
    const words = "Not sent: there is no network. What you typed stays here; press again when it is back.";
    const line = form.querySelector(".not-sent") || form.appendChild(document.createElement("p"));
    Object.assign(line, { className: "not-sent error", textContent: words });
    line.setAttribute("role", "alert");
  };

  // Sending: one tab at a time, the oldest first, each with its own id, so that once is enough and twice does no harm.
  let timer = 0;
  const wait = () => { clearTimeout(timer); timer = setTimeout(drain, PACE); };
  const token = async () => {
    const answer = await fetch(TOKEN, { headers: QUIET, cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (answer.status === 401) return null;
    if (!answer.ok) throw new TypeError(`the server answered ${answer.status}`);
    return (await answer.json()).token;
  };
  const plain = async (answer) => {
    const text = await answer.text();
    if (!/html/.test(answer.headers.get("Content-Type") || "")) return text.trim().slice(0, 300);
    const page = new DOMParser().parseFromString(text, "text/html");
    const said = page.querySelector("#refused, .error, main p") || page.body;
    return said.textContent.replace(/\s+/g, " ").trim().slice(0, 300);
  };
  const post = (item, csrf) => fetch(item.path, {
    method: "POST",
    redirect: "manual",
    headers: { ...QUIET, "X-CSRFToken": csrf, "HX-Request": "true", "X-Palpate-Queued": "1", "X-Palpate-Made": item.made },
    body: new URLSearchParams([...item.fields, ["row_id", item.row_id]]),
  });
  const toSignIn = (answer) => answer.type === "opaqueredirect" || /\/sign-in\//.test(answer.headers.get("X-Palpate-To") || "");
  const locked = (answer) => answer.status === 401 || toSignIn(answer);

  // true: stored, go on; false: stop here.
  const sendOne = async (item, csrf) => {
    const answer = await post(item, csrf);
    if (locked(answer)) { now.signedOut = true; return false; }
    if (answer.status >= 500 || answer.status === 429) {
      item.troubles = (item.troubles || 0) + 1;
      await store.change(item, item.troubles < TROUBLE || answer.status === 429 ? "waiting" : "refused");
      return false;
    }
    if (!answer.ok) {
      await store.change({ ...item, said: await plain(answer), status: answer.status }, "refused");
      return false;
    }
    await store.drop(item.seq);
    leadsTo = answer.headers.get("X-Palpate-To") || leadsTo;
    return true;
  };
  let leadsTo = "";
  const sendAll = async () => {
    let sent = 0, whole = false;
    for (let mine = await count(); mine.length && mine[0].state === "waiting"; mine = await changed()) {
      const csrf = await token();
      now.offline = false;
      if (csrf === null || !(await sendOne(mine[0], csrf))) { now.signedOut ||= csrf === null; break; }
      sent += 1;
      whole ||= !BY_ITSELF.test(mine[0].path);
      Object.assign(now, { sending: mine.length - 1, signedOut: false });
    }
    now.sending = 0;
    const left = await changed();
    if (sent && !left.length) document.dispatchEvent(new CustomEvent("palpate:sent", { detail: { sent, to: leadsTo, whole } }));
    if (left.length && left[0].state === "waiting") wait();
  };
  const alone = (act) => navigator.locks ? navigator.locks.request("palpate queue", { ifAvailable: true }, (lock) => (lock ? act() : wait())) : act();
  let busy = false;
  const drain = async () => {
    if (busy) return;
    busy = true;
    try {
      if (!(await count()).length) { if (now.offline) { now.offline = !(await reachable()); show(); if (now.offline) wait(); } return; }
      if (!navigator.onLine) { now.offline = true; show(); return; }
      await alone(sendAll);
    } catch (error) {
      if (!(error instanceof TypeError) && error.name !== "TimeoutError" && error.name !== "AbortError") throw error;
      now.offline = true;
      show();
      wait();
    } finally { busy = false; }
  };
  window.addEventListener("online", drain);
  window.addEventListener("offline", () => { now.offline = true; show(); });

  // Everything has arrived: the page is drawn anew by the server, where it was.
  document.addEventListener("palpate:sent", (event) => {
    if (!document.body.hasAttribute("data-offline")) return;
    const { sent, to, whole } = event.detail, where = to && new URL(to, location.href);
    const line = document.getElementById("kept");
    if (line) { line.dataset.state = "kept"; line.textContent = "Saved"; }
    if (!whole) return; // only what the page itself keeps as one types: it stands as it is
    sessionStorage.setItem("palpate sent", String(sent));
    if (document.body.dataset.offline === "portal" && where && where.pathname !== location.pathname) location.assign(where);
    else location.reload();
  });
  const sentBefore = sessionStorage.getItem("palpate sent");
  if (sentBefore) {
    sessionStorage.removeItem("palpate sent");
    const line = document.getElementById("said");
    if (line) line.textContent = `${sentBefore} sent. Everything is saved.`;
  }

  // Something that waits for a press, or that nobody could keep, is not left without asking. What lies in the queue may be.
  Object.assign(palpate, { queue: { count, drain, changed, now, put, path }, able });
  if (able() && navigator.serviceWorker) window.addEventListener("load", () => navigator.serviceWorker.register("/offline/worker.js", { scope: "/" }).catch(() => {}));
  drain();
  show();
})();
