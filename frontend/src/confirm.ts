// Forms with data-confirm="Question" ask first, in the page's own dialog.

export function startConfirm(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  if (!dialog) return;
  let waiting: { form: HTMLFormElement; by: HTMLElement | null } | null = null;
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const question = event.submitter?.dataset["confirm"] ?? form.dataset["confirm"];
    if (!question || waiting?.form === form) return;
    event.preventDefault();
    event.stopPropagation();
    waiting = { form, by: event.submitter };
    ask(dialog, question, event.submitter);
  }, true);
  dialog.addEventListener("close", () => {
    if (waiting && dialog.returnValue === "yes") waiting.form.requestSubmit(waiting.by);
    waiting = null;
  });
}

function ask(dialog: HTMLDialogElement, question: string, by: HTMLElement | null): void {
  const text = dialog.querySelector("[data-question]");
  const yes = dialog.querySelector<HTMLElement>("[value=yes]");
  if (text) text.textContent = question;
  if (yes && by?.textContent) yes.textContent = by.textContent.trim();
  dialog.returnValue = "";
  dialog.showModal();
}
