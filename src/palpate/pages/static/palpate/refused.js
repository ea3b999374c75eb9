// An answer that refuses (422) says why: it is shown in its place like any other.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.addEventListener("htmx:afterSettle", () => {
  const refused = document.querySelector(".table #refused");
  if (refused) refused.scrollIntoView({ block: "center" });
});
