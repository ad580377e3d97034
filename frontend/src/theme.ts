// Light, dark or system theme: kept in a cookie so that the server writes it into the next page.

export function startTheme(): void {
  for (const group of document.querySelectorAll<HTMLElement>("[data-themes]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("[data-theme-choice]");
      if (button) choose(group, button.dataset["themeChoice"] ?? "");
    });
  }
}

function choose(group: HTMLElement, theme: string): void {
  document.documentElement.dataset["theme"] = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const age = theme ? 31536000 : 0;
  document.cookie = `kms_theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  for (const button of group.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === theme));
  }
}
