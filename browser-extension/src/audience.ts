// "Visible to": only me, one of my groups, all of them, everyone, and whatever else a saved bookmark has.
import type { Access } from "./api";
import { say } from "./words";

/** Fill the list, keeping the current choice as long as it still exists. */
export function offer(select: HTMLSelectElement, groups: string[], chosen: Access): void {
  const choices: [Access, string][] = [["private", say("onlyMe")], ...groups.map((name): [Access, string] => [[name], groupName(name)])];
  if (groups.length > 1) choices.push([groups, say("allMyGroups")]);
  choices.push(["everyone", say("everyone")]);
  if (!choices.some(([access]) => same(access, chosen))) choices.push([chosen, describe(chosen)]);
  select.replaceChildren(...choices.map(([access, text]) => new Option(text, JSON.stringify(access))));
  select.selectedIndex = choices.findIndex(([access]) => same(access, chosen));
}

export function chosenIn(select: HTMLSelectElement): Access {
  return JSON.parse(select.value) as Access;
}

export function same(one: Access, other: Access): boolean {
  return key(one) === key(other);
}

/** The last choice, if it is still available; otherwise the server's default. */
export function proposal(last: Access | undefined, groups: string[], otherwise: Access): Access {
  const allowed = last !== undefined && (typeof last === "string" || last.every((name) => groups.includes(name)));
  return allowed ? last : otherwise;
}

function describe(access: Access): string {
  if (typeof access === "string") return say(access === "everyone" ? "everyone" : "onlyMe");
  return access.map(groupName).join(", ");
}

function groupName(name: string): string {
  return name.replace(/^group:/, "");
}

function key(access: Access): string {
  return JSON.stringify(typeof access === "string" ? access : [...access].sort());
}
