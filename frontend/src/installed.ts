// Registers the service worker, which browsers allow over https and on localhost only.

export function startWorker(): void {
  if (!isSecureContext || !("serviceWorker" in navigator)) return;
  const language = document.documentElement.lang;
  addEventListener("load", () => void navigator.serviceWorker.register(`/worker.js?lang=${language}`, { updateViaCache: "none" }).catch(() => undefined));
}
