// Reads from the current page, only when the toolbar button was clicked on it: these functions run inside the page.

export interface PageFacts {
  origin: string;
  isKms: boolean;
  key: string;
  selection: string;
}

const SELECTION = 5000;

/** Nothing where the browser blocks scripts (its own pages, stores, PDF files). */
export async function readPage(tabId: number): Promise<PageFacts | undefined> {
  try {
    const [first] = await chrome.scripting.executeScript({ target: { tabId }, func: look, args: [SELECTION] });
    return first?.result;
  } catch {
    return undefined;
  }
}

/** Remove the key from the page that showed it, and say there that it was taken. */
export async function clearKey(tabId: number, sentence: string): Promise<void> {
  await chrome.scripting.executeScript({ target: { tabId }, func: replaceKey, args: [sentence] });
}

function look(most: number): PageFacts {
  return {
    origin: location.origin,
    isKms: document.querySelector('meta[name="kms-words"]') !== null,
    key: document.getElementById("kms-key")?.dataset["kmsKey"] ?? "",
    selection: String(getSelection() ?? "").trim().slice(0, most),
  };
}

function replaceKey(sentence: string): void {
  const place = document.getElementById("kms-key");
  if (!place) return;
  delete place.dataset["kmsKey"];
  place.textContent = sentence;
}
