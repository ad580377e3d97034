// Links and pictures on the clipboard: pages of this server by path, network paths as text, nothing executable.

export function tidyLinks(body: HTMLElement, origin: string): void {
  for (const link of body.querySelectorAll("a")) {
    const address = target(link.getAttribute("href") ?? "", origin);
    if (address.startsWith("\\\\")) link.replaceWith(withPath(link.textContent.trim(), address));
    else if (address) link.setAttribute("href", address);
    else link.replaceWith(...link.childNodes);
  }
  for (const picture of body.querySelectorAll("img")) picture.setAttribute("src", local(picture.getAttribute("src") ?? "", origin));
}

/** A link's target; empty for anchors inside the other document and for invalid addresses. */
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
    // The path contains a literal percent sign.
  }
  return `\\\\${path.replaceAll("/", "\\")}`;
}

function withPath(text: string, path: string): string {
  return !text || text === path ? path : `${text} (${path})`;
}

/** Tracking addresses of Google and Outlook have the real one in a parameter. */
function withoutDetour(url: URL): string {
  const google = /(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url" ? url.searchParams.get("q") : null;
  const outlook = url.hostname.endsWith(".safelinks.protection.outlook.com") ? url.searchParams.get("url") : null;
  const real = google ?? outlook;
  return real && /^https?:\/\//i.test(real) ? real : url.href;
}

function local(address: string, origin: string): string {
  return address.startsWith(`${origin}/`) ? address.slice(origin.length) : address;
}
