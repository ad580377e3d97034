// How far from the window edges the line being edited has to stay, because bars cover the text there.

const ROOM = 8;

/**
 * Read again each time: bars depend on the width of the window, a phone's keyboard, and the messages below the text.
 */
export function clearOfBars(place: HTMLElement): { left: number; right: number; readonly top: number; readonly bottom: number } {
  const editor = place.closest(".editor");
  const own = (isAbove: boolean): Element | null | undefined =>
    matchMedia("(min-width: 60rem)").matches === isAbove ? editor?.querySelector("[role=toolbar]") : null;
  return {
    left: ROOM,
    right: ROOM,
    get top() {
      return ROOM + Math.max(0, ...standing(document.querySelector(".topbar"), own(true)).map((bar) => bar.bottom));
    },
    get bottom() {
      const height = window.visualViewport?.height ?? innerHeight;
      const bars = standing(document.querySelector(".bottombar"), own(false), place.closest("form")?.querySelector(":scope > .form-actions"));
      return ROOM + Math.max(0, ...bars.map((bar) => height - bar.top));
    },
  };
}

/**
 * A press on the bar below the text keeps the cursor in the text. If it left on press, a browser that ends an IME
 * composition might scroll back to it and move the button away from under the pointer before it is released.
 */
export function holdStill(form: HTMLFormElement): void {
  form.querySelector(":scope > .form-actions")?.addEventListener("mousedown", (event) => event.preventDefault());
}

function standing(...bars: (Element | null | undefined)[]): DOMRect[] {
  return bars
    .filter((bar) => bar instanceof HTMLElement && bar.offsetHeight > 0 && /fixed|sticky/.test(getComputedStyle(bar).position))
    .map((bar) => (bar as HTMLElement).getBoundingClientRect());
}
