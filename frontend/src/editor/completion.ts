// A list of choices at the cursor while typing: after "/", after "[[" and so on.
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { AnyTrigger, Ground, Trigger } from "./choices";
import { Popup } from "./completion_list";

/** Milliseconds until the editor has processed the word composed by an input method. */
const COMPOSED = 60;

/** The list immediately handles what was typed before it was loaded. */
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
