// Runs without the popup: menus, watching for a new key, and the queue. It contacts the server only for what was
// clicked.
import { Api } from "./api";
import { watch } from "./pairing";
import { Queue } from "./queue";
import { closeToPages, read } from "./storage";
import { language, say } from "./words";

/** What a menu was clicked on; the popup that opens asks for it once. */
export interface Clicked {
  url: string;
  title: string;
  description: string;
  incognito: boolean;
}

const RETRY = "retry";
const CONTEXTS: chrome.contextMenus.Context[] = ["page", "link", "selection"];
let clicked: Clicked | undefined;

void closeToPages();

chrome.runtime.onInstalled.addListener(() => {
  chrome.contextMenus.removeAll();
  for (const context of CONTEXTS) chrome.contextMenus.create({ id: context, title: say(`menu_${context}`), contexts: [context] });
  void retry();
});
chrome.runtime.onStartup.addListener(() => void retry());
chrome.alarms.onAlarm.addListener((alarm) => void (alarm.name === RETRY && retry()));
self.addEventListener("online", () => void retry());

chrome.contextMenus.onClicked.addListener((info, tab) => {
  const link = info.menuItemId === "link" ? info.linkUrl : undefined;
  clicked = {
    url: link ?? info.pageUrl ?? tab?.url ?? "",
    title: link ? (info.linkText ?? "") : (tab?.title ?? ""),
    description: info.menuItemId === "selection" ? (info.selectionText ?? "") : "",
    incognito: tab?.incognito ?? false,
  };
  chrome.action.openPopup().catch(openWindow);
});

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id || !sender.url?.startsWith(chrome.runtime.getURL(""))) return;
  if (message === "clicked") {
    answer(clicked);
    clicked = undefined;
  } else if (message === "paired?") void watch().then((done) => (done ? flash("✓") : undefined));
  else if (message === "queued") void showWaiting();
});

function openWindow(): Promise<unknown> {
  return chrome.windows.create({ url: "popup.html", type: "popup", width: 400, height: 640 });
}

async function findQueue(): Promise<Queue | undefined> {
  const [connection, me] = await Promise.all([read("connection"), read("me")]);
  return connection && me && new Queue(new Api(connection, language()), connection.origin, me.user_name);
}

async function retry(): Promise<void> {
  await (await findQueue())?.flush();
  await showWaiting();
}

/** The badge counts waiting items; the alarm, which wakes the background script, exists only while there are any. */
async function showWaiting(): Promise<void> {
  const items = (await (await findQueue())?.list()) ?? [];
  await chrome.action.setBadgeBackgroundColor({ color: "#855300" });
  await chrome.action.setBadgeText({ text: items.length ? String(items.length) : "" });
  if (items.some((item) => !item.fault)) await chrome.alarms.create(RETRY, { periodInMinutes: 1 });
  else await chrome.alarms.clear(RETRY);
}

async function flash(text: string): Promise<void> {
  await chrome.action.setBadgeBackgroundColor({ color: "#1a6b3a" });
  await chrome.action.setBadgeText({ text });
  setTimeout(() => void showWaiting(), 4000);
}
