// A list of choices at the cursor while something is typed: after "/", after "[[" and the like.
//
// A trigger says what has to stand before the cursor, finds the choices for it and does what was chosen.
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { Popup } from "./completion_list";

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

/** Milliseconds after which the editor has taken in the word that an input method put together. */
const COMPOSED = 60;

/** The list looks at once for what was typed until it came. */
export function completion(triggers: readonly AnyTrigger[]): Plugin {
  let popup: Popup<EditorView> | null = null;
  return new Plugin({
    view: (view) => {
      const own = (popup = new Popup(groundOf(view), triggers as unknown as Trigger[]));
      own.update(true);
      return {
        update: (_view, before) => own.update(before.doc !== view.state.doc),
        destroy: () => own.close(),
      };
    },
    props: {
      handleKeyDown: (_view, event) => popup?.onKey(event) ?? false,
      handleDOMEvents: {
        blur: () => void popup?.close(),
        compositionend: () => void setTimeout(() => popup?.update(true), COMPOSED),
      },
    },
  });
}

function groundOf(view: EditorView): Ground<EditorView> {
  return {
    view,
    element: view.dom,
    head: () => view.state.selection.from,
    before: () => {
      const { $from, empty } = view.state.selection;
      if (!empty || !$from.parent.inlineContent || $from.parent.type.spec.code || view.composing) return null;
      return { text: $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc"), start: $from.start() };
    },
    coords: (pos) => view.coordsAtPos(pos),
  };
}
