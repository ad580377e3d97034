// The rich form of the editor: ProseMirror on the document parsed from the Markdown.
import { history } from "prosemirror-history";
import type { Node } from "prosemirror-model";
import { EditorState, Selection, type Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { load, store, type Features, type Loaded, type Stored } from "../markdown/document";
import { bareLinks } from "./bare_links";
import { clearOfBars } from "./bars";
import { rules } from "./input_rules";
import { keys } from "./keys";
import { later } from "./later";
import { blockAt, offsetOf } from "./places";
import { continued } from "./continued";
import { richUploads, spotAt } from "./rich_uploads";
import { inSight, type Place, type Setting, type Surface } from "./surface";
import { tables } from "./table_loading";
import { toolbar } from "./toolbar";
import type { Spot } from "./uploads";
import { markViews, nodeViews } from "./views";

export interface RichSetting extends Setting {
  bar: HTMLElement;
  features: ReadonlySet<string>;
  canUpload: boolean;
}

/** Null if the text could not be stored back unchanged. */
export function openRich(place: HTMLElement, text: string, setting: RichSetting): RichText | null {
  const loaded = load(text, known(setting.features));
  return loaded && new RichText(place, loaded, setting);
}

export class RichText implements Surface {
  readonly view: EditorView;
  /** Every text that was opened here: undo can restore blocks of an earlier one. */
  private readonly loads: Loaded[];
  private stored: { doc: Node; text: Stored } | null = null;

  constructor(place: HTMLElement, loaded: Loaded, private readonly setting: RichSetting) {
    this.loads = [loaded];
    const margins = clearOfBars(place);
    this.view = new EditorView(place, {
      scrollMargin: margins,
      scrollThreshold: margins,
      state: EditorState.create({ doc: loaded.doc, plugins: plugins(setting) }),
      nodeViews,
      markViews,
      attributes: { ...setting.attributes, class: "prose rich" },
      dispatchTransaction: (tr) => {
        this.view.updateState(this.view.state.apply(tr));
        if (tr.docChanged) setting.changed();
      },
    });
  }

  get element(): HTMLElement {
    return this.view.dom;
  }

  text(): Stored {
    const { doc } = this.view.state;
    if (this.stored?.doc !== doc) this.stored = { doc, text: store(doc, this.memoryOf(doc)) };
    return this.stored.text;
  }

  replace(text: string): boolean {
    const loaded = load(text, known(this.setting.features));
    if (!loaded) return false;
    const { tr } = this.view.state;
    this.loads.push(loaded);
    this.view.dispatch(tr.replaceWith(0, tr.doc.content.size, loaded.doc.content));
    return true;
  }

  place(): Place {
    const { doc, selection } = this.view.state;
    return { offset: offsetOf(doc, selection.$head.index(0), this.memoryOf(doc)), top: inSight(this.view.coordsAtPos(selection.head).top) };
  }

  goTo({ offset, top }: Place): void {
    const { doc, tr } = this.view.state;
    const pos = blockAt(doc, offset, this.memoryOf(doc));
    this.view.dispatch(tr.setSelection(Selection.near(doc.resolve(pos + 1))));
    window.scrollBy({ top: this.view.coordsAtPos(this.view.state.selection.head).top - top, behavior: "instant" });
  }

  writeOn(offset: number): void {
    const { markdown } = this.text();
    this.view.dispatch(continued(this.view.state, markdown, offset, this.memoryOf(this.view.state.doc)));
    this.view.focus();
  }

  spot(name: string, point: { left: number; top: number } | null): Spot {
    const pos = point && this.view.posAtCoords(point)?.pos;
    return spotAt(this.view, pos ?? this.view.state.selection.from, name);
  }

  words(): number {
    const { doc } = this.view.state;
    return doc.textBetween(0, doc.content.size, " ", " ").match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }

  /** The text that most blocks come from. */
  private memoryOf(doc: Node): Loaded["memory"] {
    const blocks = new Set(doc.children);
    const shared = (loaded: Loaded): number => loaded.doc.children.filter((block) => blocks.has(block)).length;
    return this.loads.reduce((best, loaded) => (shared(loaded) >= shared(best) ? loaded : best)).memory;
  }
}

function known(features: ReadonlySet<string>): Features {
  return { maths: features.has("maths") };
}

function plugins({ bar, features, canUpload, save }: RichSetting): Plugin[] {
  return [
    later(({ completion, linkTriggers, mentionTrigger, slashMenu }) => [completion([...linkTriggers, mentionTrigger, slashMenu(features, canUpload)])]),
    rules(features),
    ...tables(),
    ...keys(save),
    bareLinks(),
    richUploads(),
    history(),
    toolbar(bar, features, canUpload),
    later(({ clipboard, dropCursor, gapCursor, bubble, chips, prepared }) => [...prepared(bar.closest("form")), clipboard(known(features)), chips(), dropCursor({ class: "drop-cursor", color: false }), gapCursor(), bubble()]),
  ];
}
