// The row of buttons above a Markdown field: one stop for Tab, arrows move inside it.
import { lines, replace } from "./insert";
import { say } from "./words";

const KEYS: Record<string, string> = { b: "bold", i: "italic", k: "link" };

export function startToolbar(editor: HTMLElement, area: HTMLTextAreaElement): void {
  const bar = editor.querySelector<HTMLElement>("[data-toolbar]");
  if (!bar) return;
  bar.hidden = false;
  rove(bar);
  bar.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-mark]");
    if (button) apply(area, button.dataset["mark"] ?? "");
  });
  area.addEventListener("keydown", (event) => {
    const mark = event.ctrlKey || event.metaKey ? KEYS[event.key.toLowerCase()] : undefined;
    if (!mark || event.altKey || event.shiftKey) return;
    event.preventDefault();
    apply(area, mark);
  });
}

function apply(area: HTMLTextAreaElement, mark: string): void {
  if (mark === "bold") wrap(area, "**");
  else if (mark === "italic") wrap(area, "*");
  else if (mark === "heading") prefix(area, () => "## ");
  else if (mark === "list") prefix(area, () => "- ");
  else if (mark === "numbers") prefix(area, (at) => `${at + 1}. `);
  else if (mark === "checklist") prefix(area, () => "- [ ] ");
  else if (mark === "quote") prefix(area, () => "> ");
  else if (mark === "link") link(area);
  else if (mark === "table") table(area);
}

function wrap(area: HTMLTextAreaElement, sign: string): void {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const text = value.slice(from, to);
  const after = wears(/^\**/.exec(value.slice(to)), sign);
  if (after && wears(/\**$/.exec(value.slice(0, from)), sign)) {
    replace(area, from - sign.length, to + sign.length, text);
    area.setSelectionRange(from - sign.length, to - sign.length);
  } else if (after && from === to) {
    area.setSelectionRange(to + sign.length, to + sign.length);
  } else {
    replace(area, from, to, sign + text + sign);
    area.setSelectionRange(from + sign.length, to + sign.length);
  }
}

/** Whether these stars hold the sign: one is italic, two are bold, three are both. */
function wears(stars: RegExpExecArray | null, sign: string): boolean {
  const count = stars?.[0].length ?? 0;
  return count === sign.length || count === 3;
}

function prefix(area: HTMLTextAreaElement, sign: (at: number) => string): void {
  const [from, to] = lines(area);
  const texts = area.value.slice(from, to).split("\n");
  const marked = texts.every((text, at) => text.startsWith(sign(at)));
  const changed = texts.map((text, at) => (marked ? text.slice(sign(at).length) : sign(at) + text)).join("\n");
  replace(area, from, to, changed);
  area.setSelectionRange(texts.length > 1 ? from : from + changed.length, from + changed.length);
}

function link(area: HTMLTextAreaElement): void {
  const { selectionStart: from, selectionEnd: to } = area;
  const text = area.value.slice(from, to);
  if (/^https?:\/\/\S+$/.test(text)) {
    replace(area, from, to, `[](${text})`);
    area.setSelectionRange(from + 1, from + 1);
  } else {
    replace(area, from, to, `[${text}](https://)`);
    area.setSelectionRange(from + text.length + 3, from + text.length + 11);
  }
}

function table(area: HTMLTextAreaElement): void {
  const [, end] = lines(area);
  const column = say("table_column");
  const text = `\n\n| ${column} 1 | ${column} 2 |\n| --- | --- |\n|  |  |\n`;
  replace(area, end, end, text);
  area.setSelectionRange(end + 4, end + 4 + column.length + 2);
}

function rove(bar: HTMLElement): void {
  const buttons = (): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>("button:not([hidden])")];
  const stopAt = (target: HTMLElement): void => buttons().forEach((button) => (button.tabIndex = button === target ? 0 : -1));
  const first = buttons()[0];
  if (first) stopAt(first);
  bar.addEventListener("focusin", (event) => stopAt(event.target as HTMLElement));
  bar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  });
}
