// The choices after "[[" in the Markdown source editor.
import { syntaxTree } from "@codemirror/language";
import { Prec, type Extension } from "@codemirror/state";
import { EditorView, ViewPlugin } from "@codemirror/view";
import type { Choice, Ground } from "./choices";
import type { Popup } from "./completion_list";

export function sourceCompletion(): Extension {
  let popup: Popup<EditorView> | null = null;
  return [
    ViewPlugin.define((view) => {
      let ended = false;
      void import("./second").then(({ Popup, mentionsAsMarkdown, pagesAsMarkdown }) => {
        if (ended) return;
        popup = new Popup(groundOf(view), [{ ...pagesAsMarkdown, choose }, { ...mentionsAsMarkdown, choose: put }]);
        popup.update(true);
      });
      return {
        update: ({ docChanged, selectionSet }) => {
          if (docChanged || selectionSet) popup?.update(docChanged);
        },
        destroy: () => {
          ended = true;
          popup?.close();
        },
      };
    }),
    Prec.highest(
      EditorView.domEventHandlers({
        keydown: (event) => popup?.onKey(event) ?? false,
        blur: () => void popup?.close(),
        compositionend: () => void setTimeout(() => popup?.update(true), 60),
      }),
    ),
  ];
}

function choose({ markdown = "" }: Choice, view: EditorView, from: number, to: number): void {
  const closed = /^\]{0,2}/.exec(view.state.sliceDoc(to, to + 2))?.[0].length ?? 0;
  replace(view, markdown, from, to + closed);
}

function put({ markdown = "" }: Choice, view: EditorView, from: number, to: number): void {
  replace(view, markdown, from, to);
}

/** The cursor stays after what was typed in the meantime. */
function replace(view: EditorView, insert: string, from: number, to: number): void {
  const behind = Math.max(0, view.state.selection.main.head - to);
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length + behind }, scrollIntoView: true });
}

function groundOf(view: EditorView): Ground<EditorView> {
  return {
    view,
    element: view.contentDOM,
    head: () => view.state.selection.main.head,
    before: () => {
      const { empty, head } = view.state.selection.main;
      if (!empty || view.composing || isCode(view, head)) return null;
      const { from } = view.state.doc.lineAt(head);
      return { text: view.state.sliceDoc(from, head), start: from };
    },
    coords: (pos) => view.coordsAtPos(pos) ?? view.contentDOM.getBoundingClientRect(),
  };
}

function isCode(view: EditorView, pos: number): boolean {
  for (let node = syntaxTree(view.state).resolveInner(pos, -1); node.parent; node = node.parent) {
    if (/Code/.test(node.name)) return true;
  }
  return false;
}
