// Control+S and Control+Enter save the form, wherever the cursor stands; what the editor has done is not done again.

export function startSaveKey(form: HTMLFormElement): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && ["s", "enter"].includes(event.key.toLowerCase())) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
