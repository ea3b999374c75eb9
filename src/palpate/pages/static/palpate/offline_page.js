// The page in place of one that could not be fetched. Where this tab has kept how that page last stood, it is shown
// again and goes on; else there is a list of what waits. The same list, with the network there, is at /offline/.
(() => {
  "use strict";
  const { store, queue } = window.palpate;
  const here = location.pathname;
  const load = (src) => new Promise((done) => {
    const script = document.createElement("script");
    Object.assign(script, { src, onload: done, onerror: done });
    document.head.append(script);
  });
  // Never past the lock: neither a screen that was locked, nor one that would have locked itself since.
  const LOCKED = "palpate locked", HOUR = 3600000;
  const mayShow = (page) => {
    const after = Number(page.html.match(/ data-after="(\d+)"/)?.[1] || 0) * 60000 || 12 * HOUR;
    return !sessionStorage.getItem(LOCKED) && Date.now() - page.at < after;
  };
  const restore = async (page) => {
    for (const href of page.styles) {
      if (document.querySelector(`link[href="${href}"]`)) continue;
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
    }
    document.title = page.title;
    const body = new DOMParser().parseFromString(page.html, "text/html").body;
    body.querySelector("#lock")?.removeAttribute("open");
    document.body.replaceWith(document.adoptNode(body));
    for (const src of page.scripts) if (!document.head.querySelector(`script[src="${src}"]`)) await load(src);
    htmx.process(document.body);
    document.dispatchEvent(new CustomEvent("palpate:restored"));
    await queue.count();
    queue.drain();
  };

  const BESIDE = /^(shown|only|here|rows?|item|moment|lying|group|seen|on)$/; // what the page sends along, nobody typed it
  const line = (item) => {
    const row = document.getElementById("waits-one").content.cloneNode(true).firstElementChild;
    const [what, at, said, form] = ["b", "small", ".error", "form"].map((one) => row.querySelector(one));
    what.textContent = item.what;
    at.textContent = item.made ? new Date(item.made).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "";
    const refused = item.state === "refused";
    said.hidden = !refused;
    if (refused) said.textContent = item.said || (item.broken ? "It was sealed with a key that is not in use any more." : "The server could not store it.");
    row.querySelector("[data-do=send]").hidden = !refused || item.broken;
    form.hidden = !refused || item.broken;
    const only = (item.fields.find(([name]) => name === "only")?.[1] || "").split(" ").filter(Boolean);
    if (!form.hidden) item.fields.forEach(([name, value], number) => {
      if (BESIDE.test(name) || !value || (only.length && !only.includes(name.split(":")[0]))) return;
      const label = document.createElement("label"), field = document.createElement("input");
      label.className = "field";
      label.append(Object.assign(document.createElement("span"), { textContent: name.replace(/_/g, " ").replace(/:(\w*)$/, " $1") }), field);
      Object.assign(field, { value, name: String(number) });
      form.append(label);
    });
    row.addEventListener("click", (event) => act(event.target.dataset.do, item, form));
    form.addEventListener("submit", (event) => { event.preventDefault(); act("send", item, form); });
    return row;
  };
  const act = async (what, item, form) => {
    if (what === "drop") {
      if (!confirm(`Drop “${item.what}”? It will not be stored.`)) return;
      await store.drop(item.seq);
    } else if (what === "send") {
      const fields = item.fields.map(([name, value], number) => [name, form.elements.namedItem(String(number))?.value ?? value]);
      const same = JSON.stringify(fields) === JSON.stringify(item.fields);
      const again = { ...item, fields, row_id: same ? item.row_id : window.palpate.newId(), said: "", troubles: 0 };
      await store.change(again, "waiting");
    } else return;
    await queue.changed();
    await list();
    queue.drain();
  };
  const list = async () => {
    const { mine, others } = await store.all();
    const box = document.getElementById("waits");
    if (!box) return;
    box.replaceChildren(...mine.map(line));
    box.hidden = !mine.length;
    document.querySelector("[data-again]").hidden = !mine.length && !queue.now.offline;
    const heading = queue.now.offline ? "There is no network just now" : mine.length ? "What waits" : "Nothing waits";
    document.getElementById("waits-h").textContent = heading;
    document.getElementById("waits-say").textContent = mine.some((one) => one.state === "refused")
      ? "The server did not accept the first of these. Mend it and send it again, or drop it; what stands behind it then goes on."
      : mine.length ? "It is kept on this device and sent by itself, in this order, as soon as the server can be reached."
      : others ? "What waits on this device belongs to somebody else who works here. It is sent when they sign in."
      : "Everything you recorded is stored.";
  };
  document.addEventListener("palpate:state", () => { if (document.getElementById("waits")) list(); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-again]")) here === "/offline/" ? queue.drain() : location.reload();
  });
  (async () => {
    const page = here === "/offline/" ? null : await store.page(here);
    if (page && mayShow(page)) await restore(page);
    else await list();
  })();
  // The page that was asked for is fetched as soon as it can be.
  window.addEventListener("online", () => { if (here !== "/offline/" && document.querySelector("[data-shell]")) location.reload(); });
})();
