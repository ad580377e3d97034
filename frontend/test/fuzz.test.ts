// Random edits of every kind, the same in every run; `python3 dev.py fidelity` makes many more.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { measure, type Count } from "../fidelity/measure";
import { markdownFiles, TRAPS } from "../fidelity/sets";

const EDITS = 6;
const BOUND = 0.985;

const measured = markdownFiles(TRAPS).map((path) => measure(readFileSync(path, "utf8"), { edits: EDITS, seed: 7 }));
const notes = measured.flatMap((one) => one.notes);

function sum(name: "identical" | "edits" | "structural"): Count {
  return measured.reduce((all, { report }) => ({ good: all.good + report[name].good, all: all.all + report[name].all }), { good: 0, all: 0 });
}

test("unedited texts are identical", () => {
  const { good, all } = sum("identical");
  assert.equal(good, all);
});

test("a word that changes changes one line", () => {
  const { good, all } = sum("edits");
  assert.ok(all > 100 && good >= BOUND * all, `${String(good)} of ${String(all)}\n${notes.join("\n")}`);
});

test("texts with structural edits read as the edited document", () => {
  const { good, all } = sum("structural");
  assert.ok(all > 100 && good >= BOUND * all, `${String(good)} of ${String(all)}\n${notes.join("\n")}`);
});

test("nothing is lost silently", () => {
  assert.deepEqual(
    notes.filter((note) => note.includes("SILENTLY")),
    [],
  );
});
