// Links and pictures on the clipboard: pages of this server by their path, network paths as text, nothing that runs.

export function tidyLinks(body: HTMLElement, origin: string): void {
  for (const link of body.querySelectorAll("a")) {
    const address = target(link.getAttribute("href") ?? "", origin);
    if (address.startsWith("\\\\")) link.replaceWith(withPath(link.textContent.trim(), address));
    else if (address) link.setAttribute("href", address);
    else link.replaceWith(...link.childNodes);
  }
  for (const picture of body.querySelectorAll("img")) picture.setAttribute("src", local(picture.getAttribute("src") ?? "", origin));
}

/** What a link leads to; empty for places inside the other document and for addresses that are none. */
function target(href: string, origin: string): string {
  const path = networkPath(href);
  if (path) return path;
  if (/^(mailto:|tel:)/i.test(href) || /^\/(?!\/)/.test(href)) return href;
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return "";
  return local(withoutDetour(new URL(href)), origin);
}

/** `file:///\\server\share\x`, `file://server/share/x` and `\\server\share` as `\\server\share\x`. */
function networkPath(href: string): string {
  const found = /^(?:file:)?[\\/]{2,5}(?![a-z]:)([^\\/?#]+[\\/].+)$/i.exec(href);
  if (!found?.[1] || /^\/\//.test(href)) return "";
  let path = found[1];
  try {
    path = decodeURIComponent(path);
  } catch {
    // The path holds a percent sign of its own.
  }
  return `\\\\${path.replaceAll("/", "\\")}`;
}

function withPath(text: string, path: string): string {
  return !text || text === path ? path : `${text} (${path})`;
}

/** Google's and Outlook's counting addresses name the real one in a parameter. */
function withoutDetour(url: URL): string {
  const google = /(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url" ? url.searchParams.get("q") : null;
  const outlook = url.hostname.endsWith(".safelinks.protection.outlook.com") ? url.searchParams.get("url") : null;
  const real = google ?? outlook;
  return real && /^https?:\/\//i.test(real) ? real : url.href;
}

function local(address: string, origin: string): string {
  return address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;
}
