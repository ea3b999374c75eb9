// The client's pages: signing with a finger. Without it the
// name is typed, and all forms still work.
(() => {
  "use strict";

  const sign = (box) => {
    const pad = box.querySelector("svg"), pen = pad.querySelector(".pen");
    const field = document.getElementById(box.dataset.sign);
    let drawing = false;
    box.hidden = false;

    const at = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(pad.getScreenCTM().inverse());
      const within = (value, most) => Math.max(0, Math.min(most, value)).toFixed(1);
      return within(point.x, 320) + " " + within(point.y, 120);
    };
    const add = (letter, event) => pen.setAttribute("d", ((pen.getAttribute("d") || "") + " " + letter + at(event)).trim());
    pad.addEventListener("pointerdown", (event) => {
      drawing = true;
      pad.setPointerCapture(event.pointerId);
      add("M", event);
      event.preventDefault();
    });
    pad.addEventListener("pointermove", (event) => { if (drawing) add("L", event); });
    const lift = () => {
      if (!drawing) return;
      drawing = false;
      field.value = pen.getAttribute("d");
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    pad.addEventListener("pointerup", lift);
    pad.addEventListener("pointercancel", lift);
    box.querySelector("[data-sign-clear]").addEventListener("click", () => {
      pen.setAttribute("d", "");
      field.value = "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  document.querySelectorAll("[data-sign]").forEach(sign);
  // After a page with mistakes, start at them.
  const wrong = document.querySelector(".wrong[tabindex]");
  if (wrong) wrong.focus();
})();
