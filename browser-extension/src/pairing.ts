// Connects this browser: the person confirms on a page of kms, and the key is read from there.
import { Api, type Me } from "./api";
import { clearKey, readPage } from "./page";
import { connect } from "./storage";
import { language, say } from "./words";

interface Pending {
  origin: string;
  tabId: number;
  until: number;
}

const PATIENCE = 10 * 60_000;
const BETWEEN_LOOKS = 700;
const NAMES: Record<string, string> = { win: "Windows", mac: "macOS", linux: "Linux", cros: "ChromeOS", android: "Android" };

/** Send the tab to the confirmation page; nothing is sent but what the person confirms there. */
export async function begin(origin: string, tabId: number): Promise<void> {
  const { os } = await chrome.runtime.getPlatformInfo();
  const label = say("keyLabel", [browserName(), NAMES[os] ?? os]);
  await chrome.storage.session.set({ pending: { origin, tabId, until: Date.now() + PATIENCE } satisfies Pending });
  await chrome.tabs.update(tabId, { url: `${origin}/connect?${new URLSearchParams({ label })}` });
}

/** Poll the tab until the key is there; each poll keeps the background script awake. */
export async function watch(): Promise<boolean> {
  for (let pending = await find(); pending && Date.now() < pending.until; pending = await find()) {
    if (await takeKey(pending.tabId)) return true;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
  }
  return false;
}

/** Read the key from the tab, if the person requested one from exactly this server. Works once only. */
export async function takeKey(tabId: number): Promise<boolean> {
  const pending = await find();
  if (!pending || pending.tabId !== tabId) return false;
  const page = await readPage(tabId);
  if (!page?.key || page.origin !== pending.origin) return false;
  return navigator.locks.request("kms-pairing", async () => {
    if (!(await find())) return false;
    await tryKey(pending.origin, page.key);
    await chrome.storage.session.remove("pending");
    await clearKey(tabId, say("connectedOnPage")).catch(() => undefined);
    return true;
  });
}

/** Store the key if the server accepts it. Throws the server's message. */
export async function tryKey(origin: string, key: string): Promise<Me> {
  const connection = { origin, key };
  const me = await new Api(connection, language()).me();
  await connect(connection, me);
  return me;
}

async function find(): Promise<Pending | undefined> {
  return (await chrome.storage.session.get("pending"))["pending"] as Pending | undefined;
}

function browserName(): string {
  return /Firefox/.test(navigator.userAgent) ? "Firefox" : /Edg\//.test(navigator.userAgent) ? "Edge" : "Chrome";
}
