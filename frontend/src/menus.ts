// Menus are <details class="menu">: only one is open at a time, and Escape or a click elsewhere closes it.

export function startMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = open()[0];
    if (!menu) return;
    if (event.key === "Escape") close(menu);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(menu, event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  });
}

function open(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];
}

function close(menu: HTMLDetailsElement): void {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

function walk(menu: HTMLDetailsElement, by: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>(".menu-panel :is(a, button)")].filter((item) => item.offsetParent);
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + by + items.length) % items.length]?.focus();
}
