// A button with data-copy copies the value of the input of that id, and says so.
(() => {
  "use strict";
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    let said = "Copied";
    try { await navigator.clipboard.writeText(field.value); } catch { said = "Selected: press Ctrl and C"; }
    button.textContent = said;
    const line = document.getElementById("said");
    if (line) line.textContent = said;
  });
})();
