// How a key is displayed: "Ctrl+Shift+8", in German "Strg+Umschalt+8", on a Mac "⌘⇧8".
import { say } from "../words";

const MAC = /Mac|iP(hone|[oa]d)/.test(navigator.platform);

export function keyName(key: string): string {
  const parts = key.split("-").map(part);
  return parts.join(MAC ? "" : "+");
}

function part(name: string): string {
  if (name === "Mod") return MAC ? "⌘" : say("key_ctrl");
  if (name === "Shift") return MAC ? "⇧" : say("key_shift");
  if (name === "Enter") return say("key_enter");
  return name.length === 1 ? name.toUpperCase() : name;
}
