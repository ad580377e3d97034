// The boxes of tasks on a page: a click ticks at once and keeps the scroll position; without this the page reloads.
import { csrfToken } from "./request";

export function startTasks(): void {
  document.addEventListener("click", (event) => {
    const box = (event.target as Element).closest<HTMLButtonElement>('.tick[form="ticks"]');
    if (!box) return;
    event.preventDefault();
    if (box.getAttribute("aria-busy") !== "true") void tick(box);
  });
}

async function tick(box: HTMLButtonElement): Promise<void> {
  const done = box.getAttribute("aria-checked") !== "true";
  box.setAttribute("aria-checked", String(done));
  box.setAttribute("aria-busy", "true");
  const taken = await send(box.formAction);
  box.removeAttribute("aria-busy");
  if (taken) {
    const address = new URL(box.formAction);
    address.searchParams.set("done", done ? "0" : "1");
    box.setAttribute("formaction", address.pathname + address.search);
  } else {
    box.setAttribute("aria-checked", String(!done));
    box.form?.requestSubmit(box); // the server's own page says what is wrong
  }
}

async function send(address: string): Promise<boolean> {
  const headers = { "X-CSRF-Token": csrfToken(), Accept: "application/json" };
  return fetch(address, { method: "POST", headers, keepalive: true }).then((answer) => answer.ok, () => false);
}
