// A form with data-unsaved warns before typed text is lost.

export function startUnsaved(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-unsaved]");
  if (!form) return;
  let typed = false;
  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (typed = false));
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
