// What a list of choices at the cursor is made of.
//
// A trigger says what has to stand before the cursor, finds the choices for it and does what was chosen.
import type { EditorView } from "prosemirror-view";

export interface Choice {
  label: string;
  /** A quieter second line, or the key that does the same. */
  second?: string;
  key?: string | undefined;
  icon?: string;
  /** What stands for it where the Markdown itself is written. */
  markdown?: string;
}

export interface Trigger<C extends Choice = Choice, View = EditorView> {
  /** Matched against the text of the block before the cursor; it ends in `$` and its last group is what was typed. */
  trigger: RegExp;
  /** What the list is, for screen readers. */
  label: string;
  fill(typed: string, signal: AbortSignal): Promise<C[]>;
  /** `from` to `to` is what the trigger matched, without what stands before its first group. */
  choose(choice: C, view: View, from: number, to: number): void;
}

/** The form of the editor that the list belongs to. */
export interface Ground<View> {
  readonly view: View;
  readonly element: HTMLElement;
  head(): number;
  /** The text of the cursor's block up to it, and where that begins; null where nothing is offered. */
  before(): { text: string; start: number } | null;
  coords(pos: number): { left: number; top: number; bottom: number };
}

/** A trigger among others: what it offers concerns only itself. */
export type AnyTrigger = Trigger<never>;
