// "Print" opens the browser's print dialog; without scripts the browser's menu does the same. On pages made for
// printing (data-print="now") it opens by itself.

export function startPrint(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest("[data-print]");
    if (!button) return;
    const menu = button.closest("details");
    if (menu) menu.open = false;
    window.print();
  });
  if (document.querySelector("[data-print=now]")) window.addEventListener("load", () => window.print(), { once: true });
}
