// Data stored in this browser: storage.local only, never synchronised, not accessible to content scripts.
import type { Access, Connection, Me } from "./api";

interface Kept {
  connection: Connection;
  me: Me;
  tags: string[];
  lastAccess: Access;
  moreOpened: number;
}

const OF_THE_SERVER = ["connection", "me", "tags", "lastAccess"];

/** Denies content scripts access to the storage; call it before anything is stored. */
export async function closeToPages(): Promise<void> {
  await chrome.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
}

export async function read<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined> {
  return (await chrome.storage.local.get(name))[name] as Kept[Name] | undefined;
}

export async function keep<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<void> {
  await chrome.storage.local.set({ [name]: value });
}

export async function connect(connection: Connection, me: Me): Promise<void> {
  await closeToPages();
  await chrome.storage.local.remove(OF_THE_SERVER);
  await chrome.storage.local.set({ connection, me });
}

/** Remove the server, its key and all data that came from it. */
export async function disconnect(): Promise<void> {
  await chrome.storage.local.remove(OF_THE_SERVER);
}
