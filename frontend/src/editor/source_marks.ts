// Ctrl+B, Ctrl+I and Ctrl+K in the Markdown source: signs around the selection.
import { EditorSelection, type Extension } from "@codemirror/state";
import { keymap, type EditorView } from "@codemirror/view";

export function sourceMarks(): Extension {
  return keymap.of([
    { key: "Mod-b", run: (view) => wrap(view, "**") },
    { key: "Mod-i", run: (view) => wrap(view, "*") },
    { key: "Mod-k", run: link },
  ]);
}

/** Put the signs around the selection, or remove them if present. */
function wrap(view: EditorView, sign: string): boolean {
  const width = sign.length;
  view.dispatch(view.state.changeByRange(({ from, to }) => {
    const around = view.state.sliceDoc(from - width, from) === sign && view.state.sliceDoc(to, to + width) === sign;
    if (around) {
      const changes = [{ from: from - width, to: from }, { from: to, to: to + width }];
      return { changes, range: EditorSelection.range(from - width, to - width) };
    }
    return { changes: [{ from, insert: sign }, { from: to, insert: sign }], range: EditorSelection.range(from + width, to + width) };
  }), { userEvent: "input", scrollIntoView: true });
  return true;
}

/**
 * A selected address becomes a link target, with the text still to be typed; a selected text becomes link text.
 */
function link(view: EditorView): boolean {
  view.dispatch(view.state.changeByRange(({ from, to }) => {
    const text = view.state.sliceDoc(from, to);
    const address = /^https?:\/\/\S+$/.test(text);
    const insert = address ? `[](${text})` : `[${text}]()`;
    return { changes: { from, to, insert }, range: EditorSelection.cursor(from + (address ? 1 : insert.length - 1)) };
  }), { userEvent: "input", scrollIntoView: true });
  return true;
}
