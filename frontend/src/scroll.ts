// Code and tables wider than their container can be scrolled with the keyboard too; a row of tabs scrolls to the
// current one.

const WIDE = "pre, .prose table, .table-wrap";

const look = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target as HTMLElement)));

export function startScroll(part: ParentNode = document): void {
  part.querySelectorAll<HTMLElement>(WIDE).forEach((box) => look.observe(box));
  part.querySelectorAll<HTMLElement>(".tabs").forEach(showCurrent);
}

function reach(box: HTMLElement): void {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}

function showCurrent(tabs: HTMLElement): void {
  const current = tabs.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!current) return;
  const whole = tabs.getBoundingClientRect();
  tabs.scrollLeft += current.left + current.width / 2 - (whole.left + whole.width / 2);
}
