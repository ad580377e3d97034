// The list of items waiting to be sent, with the reason if the server refused one.
import { button, icon, make, part } from "./dom";
import type { Item, Queue } from "./queue";
import { say } from "./words";

export async function showWaiting(queue: Queue): Promise<void> {
  const items = await queue.list();
  const again = () => showWaiting(queue);
  part("waiting").hidden = !items.length;
  part("waiting-heading").textContent = say("waiting", [String(items.length)]);
  part("waiting-list").replaceChildren(...items.map((item) => row(queue, item, again)));
  part("retry").onclick = () => void queue.flush().then(again);
  await chrome.runtime.sendMessage("queued").catch(() => undefined);
}

function row(queue: Queue, item: Item, again: () => Promise<void>): HTMLElement {
  const name = item.bookmark.title || item.bookmark.url;
  const element = make("li", "");
  const discard = button("button quiet small", "", () => void queue.remove(item.address).then(again));
  discard.setAttribute("aria-label", say("discard", [name]));
  discard.append(icon("x"));
  element.append(make("span", "name", name), discard);
  if (item.fault) element.append(make("span", "fault", item.fault));
  return element;
}
