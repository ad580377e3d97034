// On a phone the editor's bar is above the keyboard, which covers the window without making it smaller.

export function followKeyboard(bar: HTMLElement): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const follow = (): void => bar.style.setProperty("--keyboard", `${Math.max(0, Math.round(innerHeight - seen.height - seen.offsetTop))}px`);
  seen.addEventListener("resize", follow);
  seen.addEventListener("scroll", follow);
  follow();
}
