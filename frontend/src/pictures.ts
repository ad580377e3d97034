// Pictures on other servers are not fetched (nobody there must learn who reads what); a link is shown instead.

export function startPictures(): void {
  document.addEventListener("error", (event) => link(event.target), true);
  for (const picture of document.querySelectorAll<HTMLImageElement>(".prose img")) {
    if (picture.complete && !picture.naturalWidth) link(picture);
  }
}

function link(target: EventTarget | null): void {
  if (!(target instanceof HTMLImageElement) || !target.closest(".prose") || !isForeign(target.src)) return;
  const words = target.alt.trim() || target.src;
  if (target.closest("a")) {
    target.replaceWith(words);
    return;
  }
  const place = document.createElement("a");
  place.className = "external";
  place.rel = "noreferrer noopener nofollow";
  place.href = target.src;
  place.textContent = words;
  target.replaceWith(place);
}

function isForeign(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) && new URL(address).origin !== location.origin;
}
