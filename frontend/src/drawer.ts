// Folds the tree next to a page away; where it is a drawer, the browser's popover does everything.

const KEY = "kms-sidebar";

export function startDrawer(): void {
  const shell = document.querySelector<HTMLElement>(".shell.with-sidebar");
  const button = document.querySelector<HTMLButtonElement>("[data-fold]");
  if (!shell || !button) return;
  const fold = (folded: boolean): void => {
    shell.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
  };
  button.hidden = false;
  fold(localStorage.getItem(KEY) === "folded");
  button.addEventListener("click", () => {
    fold(!shell.classList.contains("folded"));
    localStorage.setItem(KEY, shell.classList.contains("folded") ? "folded" : "");
  });
}
