// Types for a list of choices at the cursor.
//
// A trigger says what has to be before the cursor, finds the choices for it and applies the chosen one.
import type { EditorView } from "prosemirror-view";

export interface Choice {
  label: string;
  /** A dimmed second line, or the keyboard shortcut. */
  second?: string;
  key?: string | undefined;
  icon?: string;
  /** What replaces it in the Markdown source editor. */
  markdown?: string;
}

export interface Trigger<C extends Choice = Choice, View = EditorView> {
  /** Matched against the block's text before the cursor; it ends in `$` and its last group is what was typed. */
  trigger: RegExp;
  /** What the list is, for screen readers. */
  label: string;
  fill(typed: string, signal: AbortSignal): Promise<C[]>;
  /** `from` to `to` is what the trigger matched, without what comes before its first group. */
  choose(choice: C, view: View, from: number, to: number): void;
}

/** The form of the editor that the list belongs to. */
export interface Ground<View> {
  readonly view: View;
  readonly element: HTMLElement;
  head(): number;
  /** The text of the cursor's block up to the cursor, and where it begins; null where nothing is offered. */
  before(): { text: string; start: number } | null;
  coords(pos: number): { left: number; top: number; bottom: number };
}

/** Adapts a trigger to the common type: the type it offers concerns only itself. */
export type AnyTrigger = Trigger<never>;
