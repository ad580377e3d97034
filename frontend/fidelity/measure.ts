// Tests one text: whether it comes back unedited, and how many random edits change only what they should.
import { load, store, type Loaded } from "../src/markdown/document";
import { difference, FEATURES } from "./compare";
import { Chance } from "./random";
import { editShape } from "./structural_edits";
import { changesOneLine, editWord } from "./word_edits";

export interface Count {
  good: number;
  all: number;
}

export interface Report {
  identical: Count;
  edits: Count;
  structural: Count;
}

export interface Measured {
  report: Report;
  /** What went wrong, for whoever wants to fix it. */
  notes: string[];
}

export function measure(markdown: string, { edits, seed }: { edits: number; seed: number }): Measured {
  const report: Report = { identical: { good: 0, all: 1 }, edits: { good: 0, all: 0 }, structural: { good: 0, all: 0 } };
  const notes: string[] = [];
  const loaded = load(markdown, FEATURES);
  if (!loaded || store(loaded.doc, loaded.memory).markdown !== markdown) return { report, notes };
  report.identical.good = 1;
  const chance = new Chance(seed * 7919 + markdown.length);
  for (let round = 0; round < edits; round += 1) {
    tally(report.edits, notes, wordEdit(loaded, markdown, chance));
    tally(report.structural, notes, structuralEdit(loaded, chance));
  }
  return { report, notes };
}

/** "" if all is well, null if there was nothing to edit, otherwise what went wrong. */
type Outcome = string | null;

function tally(count: Count, notes: string[], outcome: Outcome): void {
  if (outcome === null) return;
  count.all += 1;
  if (outcome === "") count.good += 1;
  else notes.push(outcome);
}

function wordEdit(loaded: Loaded, markdown: string, chance: Chance): Outcome {
  const doc = editWord(loaded.doc, chance);
  if (!doc) return null;
  const stored = store(doc, loaded.memory);
  if (!stored.safe) return "a word: not safe";
  if (!changesOneLine(markdown, stored.markdown)) return `a word: other lines change\n${changedLines(markdown, stored.markdown)}`;
  const other = difference(doc, stored.markdown);
  return other === null ? "" : `a word: reads otherwise\n${other}`;
}

function structuralEdit(loaded: Loaded, chance: Chance): Outcome {
  const edited = editShape(loaded.doc, chance);
  if (!edited) return null;
  const stored = store(edited.doc, loaded.memory);
  const other = difference(edited.doc, stored.markdown);
  if (other !== null) return `${edited.name}: ${stored.safe ? "SILENTLY" : ""} reads otherwise\n ${other}\n${changedLines(loaded.memory.markdown, stored.markdown)}`;
  return stored.safe ? "" : `${edited.name}: not safe though it reads well`;
}

/** The lines in which two texts differ, for a note. */
function changedLines(before: string, after: string): string {
  const old = before.split("\n");
  const fresh = after.split("\n");
  let front = 0;
  while (front < old.length && old[front] === fresh[front]) front += 1;
  let back = 0;
  while (back < Math.min(old.length, fresh.length) - front && old.at(-1 - back) === fresh.at(-1 - back)) back += 1;
  const lines = (sign: string, all: string[]): string[] => all.slice(Math.max(0, front - 2), all.length - back + 1).slice(0, 14).map((line) => `  ${sign}${JSON.stringify(line)}`);
  return [...lines("-", old), ...lines("+", fresh)].join("\n");
}
