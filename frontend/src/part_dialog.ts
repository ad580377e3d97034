// Links with data-part open their target in a dialog; without script they navigate to it.
import htmx from "htmx.org";
import { getText } from "./request";

export function startPartDialogs(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-part]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link.closest<HTMLDetailsElement>("details.menu")?.removeAttribute("open");
    open(link).catch(() => location.assign(link.href));
  });
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const part = await getText(link.href);
  const dialog = document.createElement("dialog");
  dialog.className = "part";
  dialog.innerHTML = part;
  const heading = dialog.querySelector("h2");
  if (!heading) throw new Error("not a part");
  heading.id ||= "part-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  htmx.process(dialog);
  htmx.trigger(dialog, "htmx:load");
  dialog.showModal();
}
