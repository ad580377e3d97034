// The page shown without a connection: says that typed text is kept if that is true, and continues when the network is
// back.

document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
addEventListener("online", () => location.reload());
try {
  const kept = Object.keys(localStorage).some((name) => name.startsWith("kms-draft:"));
  document.querySelector<HTMLElement>("[data-kept]")!.hidden = !kept;
} catch {
  // no storage, nothing kept
}
