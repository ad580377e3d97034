// The error summary names each field as its label does: "Title: Please fill this in."

export function startErrorSummary(): void {
  document.querySelectorAll<HTMLAnchorElement>(".error-summary a[href^='#']").forEach((link) => {
    const field = document.getElementById(link.hash.slice(1));
    const label = field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement ? field.labels?.[0]?.textContent.trim() : "";
    if (label && !link.textContent.startsWith(label)) link.prepend(`${label}: `);
  });
}
