// Code and tables that are wider than their place can be scrolled with the keyboard too.

const WIDE = "pre, .prose table, .table-wrap";

const look = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target as HTMLElement)));

export function startScroll(part: ParentNode = document): void {
  part.querySelectorAll<HTMLElement>(WIDE).forEach((box) => look.observe(box));
}

function reach(box: HTMLElement): void {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}
