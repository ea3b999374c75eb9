// On pages that go on without a network: how the page stands is kept, sealed, in this tab's store, so that a reload
// without a network shows it again. And the way back from what waits: it is taken out of the queue unsent.
(() => {
  "use strict";
  const { store, queue, able } = window.palpate;
  const SHOWN = 'link[rel="stylesheet"]';

  // The fields as they stand, not as they came: what is typed and ticked goes into the markup.
  const written = () => {
    const copy = document.body.cloneNode(true), fields = "input, textarea, select";
    const stale = copy.querySelectorAll(fields);
    document.body.querySelectorAll(fields).forEach((field, number) => {
      const other = stale[number];
      if (field.type === "radio" || field.type === "checkbox") other.toggleAttribute("checked", field.checked);
      else if (field.matches("select")) [...other.options].forEach((one, at) => one.toggleAttribute("selected", field.options[at].selected));
      else if (field.matches("textarea")) other.textContent = field.value;
      else other.setAttribute("value", field.value);
    });
    return copy.outerHTML;
  };
  const keep = () => store.keepPage(location.pathname, {
    at: Date.now(),
    title: document.title,
    html: written(),
    styles: [...document.querySelectorAll(SHOWN)].map((one) => one.getAttribute("href")),
    scripts: [...document.querySelectorAll("script[src]")].map((one) => one.getAttribute("src")),
  });
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    if (able()) timer = setTimeout(() => keep().catch(() => {}), 400);
  };
  for (const name of ["htmx:afterSettle", "palpate:waiting", "palpate:ahead", "change", "input"]) document.addEventListener(name, soon);
  document.addEventListener("visibilitychange", () => { if (document.hidden && able()) keep().catch(() => {}); });
  soon();

  // A locked screen stays locked through a reload.
  new MutationObserver(() => {
    sessionStorage.setItem("palpate locked", "locked" in document.documentElement.dataset ? "yes" : "");
  }).observe(document.documentElement, { attributeFilter: ["data-locked"] });

  // Undo of what was not sent yet. `revert` puts the page back as it was.
  const unsent = [];
  window.palpate.offerUndo = (box, words, seq, revert) => {
    unsent.push({ seq, revert, words });
    tell(box, words);
  };
  const tell = (box, words) => {
    const line = document.createElement("p"), button = document.createElement("button");
    line.className = "undo waits";
    Object.assign(button, { type: "button", className: "btn", textContent: "Undo" });
    button.dataset.unsay = "";
    line.append(Object.assign(document.createElement("span"), { textContent: words }), button);
    box.replaceChildren(line);
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-unsay]");
    if (!button) return;
    const last = unsent.pop(), box = button.closest(".undo").parentElement;
    const { mine } = await store.all();
    if (!last || !mine.some((one) => one.seq === last.seq)) { box.textContent = "It was sent meanwhile. Undo it on the page as it now stands."; return; }
    await store.drop(last.seq);
    last.revert();
    const before = unsent[unsent.length - 1];
    const again = document.contains(box) ? box : document.querySelector(".undo-waits");
    if (again && before) tell(again, before.words);
    else if (again) again.textContent = "Taken back. It was not sent.";
    await queue.changed();
    soon();
  });
})();
