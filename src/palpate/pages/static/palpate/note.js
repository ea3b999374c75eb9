// The note: counts what it takes, shows which sentences were edited, writes short forms out, and lets no answer
// of the server come over what was typed meanwhile.
(() => {
  "use strict";
  const form = document.querySelector("form[data-count]");
  if (!form) return;
  const idle = 30000; // after half a minute without a hand on it, nobody is working on the note
  let last = 0;
  const add = (name, by) => {
    const field = form.querySelector(`[data-counter=${name}]`);
    if (field) field.value = Number(field.value || 0) + by;
  };
  const active = () => { last = Date.now(); };
  document.addEventListener("click", (event) => { active(); if (event.isTrusted) add("taps", 1); });
  document.addEventListener("input", (event) => {
    if (!form.contains(event.target) && event.target.form !== form) return;
    active();
    if (typeof event.data === "string") add("characters", event.data.length);
  });
  setInterval(() => {
    if (document.hidden) return;
    add("seconds_open", 1);
    if (last && Date.now() - last < idle) add("seconds_active", 1);
  }, 1000);

  // A sentence shows whether it says what the record said; "As recorded" takes the edit back.
  const was = (line) => line.querySelector("[name^='was:']");
  const mark = (line) => {
    const text = line.querySelector("textarea");
    if (text && !line.classList.contains("asks")) line.classList.toggle("edited", text.value.trim() !== was(line).value);
  };
  form.addEventListener("input", (event) => { const line = event.target.closest(".line"); if (line) mark(line); });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=take]");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation(); // else htmx sends the button along with what is saved next
    const line = button.closest(".line"), text = line.querySelector("textarea"), out = line.querySelector("[name^='out:']");
    if (button.dataset.now) was(line).value = button.dataset.now;
    text.value = was(line).value;
    out.checked = false;
    line.querySelector(".differs")?.remove();
    mark(line);
    text.focus();
    text.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);
  // One sentence is one line: Enter goes on to the next.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.closest(".line")) return;
    event.preventDefault();
    const every = [...form.querySelectorAll(".parts textarea")];
    every[every.indexOf(event.target) + 1]?.focus();
  });

  // What was typed while an answer was under way is newer than the answer: the sentences stay, and are sent again.
  let typed = 0, sent = 0;
  form.addEventListener("input", () => { typed += 1; });
  document.addEventListener("htmx:beforeRequest", () => { sent = typed; });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target?.id !== "note-lines" || typed === sent) return;
    event.detail.shouldSwap = false;
    setTimeout(() => document.body.dispatchEvent(new Event("recorded")), 0);
  });
  const grown = () => form.querySelectorAll("textarea").forEach(grow);
  const grow = (text) => {
    if (CSS.supports("field-sizing", "content")) return;
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
  };
  form.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow(event.target); });
  document.addEventListener("htmx:oobAfterSwap", grown);
  grown();

  // What was recorded among the techniques is composed too; what was refused is said where it was tapped.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "late" && event.detail.requestConfig.verb !== "get") document.body.dispatchEvent(new Event("recorded"));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "late" || event.detail.xhr.status !== 422) return;
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    document.getElementById("late-refused").textContent = page.getElementById("refused")?.textContent || "Not recorded. Read the page again.";
  });

  // Short forms: written out at the space behind them; Backspace, pressed at once, gives them back.
  let forms = null, done = null;
  fetch(form.dataset.short).then((answer) => answer.json()).then((found) => { forms = found; }).catch(() => {});
  // A draft on paper says under it what the short forms mean that were left standing.
  window.addEventListener("beforeprint", () => {
    const used = new Set();
    for (const text of form.querySelectorAll("textarea"))
      for (const word of text.value.split(/[^\w/.-]+|\.(?:\s|$)/)) if (forms && Object.hasOwn(forms, word.toLowerCase())) used.add(word);
    document.getElementById("note-forms").textContent = [...used].map((one) => `${one}: ${forms[one.toLowerCase()]}`).join("; ");
  });
  const write = (field, from, to, text) => {
    field.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, from, to, "end");
  };
  form.addEventListener("input", (event) => {
    const field = event.target, at = field.selectionStart;
    if (done && done.busy) return;
    done = null;
    if (!field.matches("textarea") || event.isComposing || !/^[ ,.;:)]$/.test(event.data || "") || !forms) return;
    const found = /(?:^|[\s(])([A-Za-z][A-Za-z/]{0,11})$/.exec(field.value.slice(0, at - 1));
    let long = found && Object.hasOwn(forms, found[1].toLowerCase()) && forms[found[1].toLowerCase()];
    if (!long) return;
    if (/^[A-Z]/.test(found[1]) && !/^[A-Z]{2}/.test(found[1])) long = long[0].toUpperCase() + long.slice(1);
    const from = at - 1 - found[1].length;
    done = { busy: true };
    write(field, from, at, long + event.data);
    done = { field, from, to: from + long.length + 1, text: found[1] + event.data };
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" || !done || event.target !== done.field || done.field.selectionStart !== done.to || done.field.selectionEnd !== done.to) return;
    event.preventDefault();
    const { field, from, to, text } = done;
    done = { busy: true };
    write(field, from, to, text);
    done = null;
  });
})();
