// How far from the edges of the window the line that is written in has to stay, because bars stand over the text there.

const ROOM = 8;

/** Read anew each time: bars come and go with the width of the window, the keyboard of a phone, and what is said below the text. */
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
 * A press on the bar below the text leaves the cursor in it. Were it to leave at the press, a browser that ends the word being
 * put together may scroll back to it, and the button is gone from under the pointer before it is released.
 */
export function holdStill(form: HTMLFormElement): void {
  form.querySelector(":scope > .form-actions")?.addEventListener("mousedown", (event) => event.preventDefault());
}

function standing(...bars: (Element | null | undefined)[]): DOMRect[] {
  return bars
    .filter((bar) => bar instanceof HTMLElement && bar.offsetHeight > 0 && /fixed|sticky/.test(getComputedStyle(bar).position))
    .map((bar) => (bar as HTMLElement).getBoundingClientRect());
}
