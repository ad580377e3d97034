// What to save: what a menu was clicked on, otherwise the current page.
import type { Clicked } from "./background";
import { readPage, type PageFacts } from "./page";

export interface Source extends Clicked {
  tabId?: number;
  page?: PageFacts;
}

const TITLE = 1000;

export async function findSource(): Promise<Source> {
  const clicked = (await chrome.runtime.sendMessage("clicked").catch(() => undefined)) as Clicked | undefined;
  if (clicked) return cut(clicked);
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const page = tab?.id === undefined ? undefined : await readPage(tab.id);
  return cut({
    url: tab?.url ?? "",
    title: tab?.title ?? "",
    description: page?.selection ?? "",
    incognito: tab?.incognito ?? false,
    ...(tab?.id === undefined ? {} : { tabId: tab.id }),
    ...(page ? { page } : {}),
  });
}

function cut(source: Source): Source {
  return { ...source, title: source.title.replace(/\s+/g, " ").trim().slice(0, TITLE), description: source.description.slice(0, 5000) };
}
