// "More" shows address and description, and stays open once it has been opened twice.
import { part } from "./dom";
import { keep, read } from "./storage";

const OFTEN = 2;

export async function startMore(): Promise<void> {
  const opened = (await read("moreOpened")) ?? 0;
  set(opened >= OFTEN);
  part("more-button").addEventListener("click", () => void toggle());
}

async function toggle(): Promise<void> {
  const open = part("more").hidden;
  set(open);
  await keep("moreOpened", open ? ((await read("moreOpened")) ?? 0) + 1 : 0);
}

function set(open: boolean): void {
  part("more").hidden = !open;
  part("more-button").setAttribute("aria-expanded", String(open));
}
