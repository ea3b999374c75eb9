// Hidden names: the server wrote initials or dots; the whole stands beside them sealed. It is asked for when a line is
// pointed at, pressed or stepped on with the keyboard, and goes again when it is let go.
(() => {
  "use strict";
  const told = new WeakMap();
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const veilOf = (node) => {
    const near = node instanceof Element ? node.closest(".veil, a, button, li, td, dd, h1, h2, h3, p") : null;
    return near && (near.matches(".veil") ? near : near.querySelector(".veil"));
  };
  const ask = async (veil) => {
    const answer = await fetch("/accounts/reveal/", {
      method: "POST", body: new URLSearchParams({ veil: veil.dataset.veil }),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
    });
    return answer.ok ? (await answer.json()).text : "";
  };
  let held = null;
  const lift = async (veil) => {
    if (!veil || veil === held) return;
    drop();
    held = veil;
    if (!told.has(veil)) told.set(veil, { hidden: veil.textContent, asked: ask(veil) });
    const whole = await told.get(veil).asked.catch(() => "");
    if (!whole) told.delete(veil); // asked for anew next time
    else if (held === veil) veil.textContent = whole;
  };
  const drop = () => {
    if (held && told.has(held)) held.textContent = told.get(held).hidden;
    held = null;
  };
  let resting = 0;
  document.addEventListener("pointerover", (event) => {
    clearTimeout(resting);
    const veil = veilOf(event.target);
    if (veil !== held) drop();
    if (veil && event.pointerType === "mouse") resting = setTimeout(() => lift(veil), 150);
  });
  document.addEventListener("pointerdown", (event) => lift(veilOf(event.target)));
  for (const sign of ["pointerup", "pointercancel"]) document.addEventListener(sign, (event) => { if (event.pointerType !== "mouse") drop(); });
  document.documentElement.addEventListener("pointerleave", drop);
  document.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) lift(veilOf(event.target)); });
  document.addEventListener("focusout", drop);
  window.addEventListener("blur", drop);

  // What stands in no link is reached by the keyboard too.
  const reach = () => {
    for (const veil of document.querySelectorAll(".veil:not([tabindex])")) {
      if (veil.closest("a, button, summary, label")) continue;
      veil.tabIndex = 0;
      veil.setAttribute("role", "button");
      veil.title = "Hidden. Shown while held";
    }
  };
  reach();
  document.addEventListener("htmx:load", reach);
})();
