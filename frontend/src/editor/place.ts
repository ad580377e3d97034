// Where a floating part of the editor stands: beside a rectangle, inside what the reader sees above a phone's keyboard.

const GAP = 6;
const LEAST = 120;

/** Below the rectangle, above it where there is no room or it is asked for; never outside the window, rather scrolled. */
export function placeBeside(part: HTMLElement, { left, top, bottom }: { left: number; top: number; bottom: number }, above = false): void {
  const seen = window.visualViewport;
  const width = seen?.width ?? innerWidth;
  const end = (seen?.height ?? innerHeight) + (seen?.offsetTop ?? 0);
  part.style.maxHeight = "";
  const height = part.offsetHeight;
  const [roomAbove, roomBelow] = [top - 2 * GAP, end - bottom - 2 * GAP];
  const upwards = above ? roomAbove >= height : roomBelow < height && roomAbove > roomBelow;
  const room = Math.max(LEAST, upwards ? roomAbove : roomBelow);
  if (height > room) part.style.maxHeight = `${room}px`;
  part.style.left = `${Math.max(GAP, Math.min(left, width - part.offsetWidth - GAP))}px`;
  part.style.top = `${Math.max(GAP, upwards ? top - Math.min(height, room) - GAP : bottom + GAP)}px`;
}
