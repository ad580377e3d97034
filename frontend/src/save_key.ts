// Ctrl+S and Ctrl+Enter save the form, wherever the cursor is; what the editor has handled is not handled again.

export function startSaveKey(form: HTMLFormElement): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && ["s", "enter"].includes(event.key.toLowerCase())) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
