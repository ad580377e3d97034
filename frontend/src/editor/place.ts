// Where a floating part of the editor stands: beside a rectangle, inside what the reader sees above a phone's keyboard.

const GAP = 6;

/** Below the rectangle, above it where there is no room; never outside the window. */
export function placeBeside(part: HTMLElement, { left, top, bottom }: { left: number; top: number; bottom: number }, above = false): void {
  const seen = window.visualViewport;
  const width = seen?.width ?? innerWidth;
  const height = (seen?.height ?? innerHeight) + (seen?.offsetTop ?? 0);
  const roomBelow = height - bottom - GAP;
  const upwards = above ? top - part.offsetHeight - GAP > 0 : roomBelow < part.offsetHeight && top > roomBelow;
  part.style.left = `${Math.max(GAP, Math.min(left, width - part.offsetWidth - GAP))}px`;
  part.style.top = `${Math.max(GAP, upwards ? top - part.offsetHeight - GAP : bottom + GAP)}px`;
  part.style.maxHeight = `${Math.max(120, (upwards ? top : roomBelow) - 2 * GAP)}px`;
}
