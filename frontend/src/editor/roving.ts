// A row of buttons that is a single Tab stop; arrow keys move inside it.

export function rove(bar: HTMLElement): void {
  const buttons = (): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>("button:not([hidden], :disabled)")];
  const stopAt = (target: EventTarget | null): void => buttons().forEach((button) => (button.tabIndex = button === target ? 0 : -1));
  stopAt(buttons()[0] ?? null);
  bar.addEventListener("focusin", (event) => stopAt(event.target));
  bar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  });
}
