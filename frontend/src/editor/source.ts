// The Markdown source editor: CodeMirror, loaded on first use.
import { history, historyKeymap, indentLess, insertTab, standardKeymap } from "@codemirror/commands";
import { Language, defineLanguageFacet, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type ChangeDesc } from "@codemirror/state";
import { EditorView, drawSelection, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { GFM, parser } from "@lezer/markdown";
import type { Stored } from "../markdown/document";
import { say } from "../words";
import { sourceCompletion } from "./source_completion";
import { sourceMarks } from "./source_marks";
import { inSight, type Place, type Setting, type Surface } from "./surface";
import type { Spot, Uploaded } from "./uploads";

const data = defineLanguageFacet();
const markdown = new Language(data, parser.configure(GFM), [], "markdown");

export class SourceText implements Surface {
  readonly view: EditorView;
  private readonly spots = new Set<{ pos: number }>();

  constructor(place: HTMLElement, text: string, setting: Setting) {
    this.view = new EditorView({ parent: place, state: EditorState.create({ doc: text, extensions: this.extensions(setting) }) });
  }

  get element(): HTMLElement {
    return this.view.contentDOM;
  }

  text(): Stored {
    return { markdown: this.view.state.doc.toString(), safe: true };
  }

  replace(text: string): boolean {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
    return true;
  }

  place(): Place {
    const offset = this.view.state.selection.main.head;
    return { offset, top: inSight(this.view.coordsAtPos(offset)?.top ?? 0) };
  }

  goTo({ offset, top }: Place): void {
    const at = Math.min(offset, this.view.state.doc.length);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "start", yMargin: top }) });
  }

  writeOn(offset: number): void {
    this.view.dispatch({ selection: { anchor: Math.min(offset, this.view.state.doc.length) }, scrollIntoView: true });
    this.view.focus();
  }

  spot(_name: string, point: { left: number; top: number } | null): Spot {
    const pos = point && this.view.posAtCoords({ x: point.left, y: point.top });
    const spot = { pos: pos ?? this.view.state.selection.main.head };
    this.spots.add(spot);
    return {
      fill: (file: Uploaded) => {
        this.view.dispatch({ changes: { from: spot.pos, insert: file.markdown }, selection: { anchor: spot.pos + file.markdown.length } });
        this.spots.delete(spot);
      },
      drop: () => void this.spots.delete(spot),
    };
  }

  words(): number {
    return this.view.state.doc.toString().match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }

  private extensions(setting: Setting) {
    const saving = (): boolean => {
      setting.save();
      return true;
    };
    return [
      history(),
      drawSelection(),
      search({ top: true }),
      highlightSelectionMatches(),
      EditorView.lineWrapping,
      EditorState.phrases.of(phrases()),
      markdown,
      syntaxHighlighting(classHighlighter),
      sourceMarks(),
      sourceCompletion(),
      keymap.of([
        { key: "Mod-Enter", run: saving },
        { key: "Tab", run: insertTab, shift: indentLess },
        ...searchKeymap,
        ...historyKeymap,
        ...standardKeymap,
      ]),
      EditorView.contentAttributes.of(setting.attributes),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        this.move(update.changes);
        setting.changed();
      }),
    ];
  }

  private move(changes: ChangeDesc): void {
    for (const spot of this.spots) spot.pos = changes.mapPos(spot.pos);
  }
}

/** The phrases of CodeMirror's own search panel. */
function phrases(): Record<string, string> {
  return {
    Find: say("find_words"),
    Replace: say("find_other"),
    next: say("find_next"),
    previous: say("find_previous"),
    all: say("find_all"),
    "match case": say("find_case"),
    regexp: say("find_pattern"),
    "by word": say("find_whole"),
    replace: say("find_replace"),
    "replace all": say("find_replace_all"),
    close: say("close"),
  };
}
