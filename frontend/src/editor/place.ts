// Positions floating parts of the editor: next to a rectangle, inside the area visible above a phone's keyboard.

const GAP = 6;
const LEAST = 120;

/**
 * Below the rectangle, or above it if there is no room or it is requested; never outside the window, scrolling if
 * necessary.
 */
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
