// Writes the inline content of a textblock as Markdown, in one of several styles; the caller checks which one reads
// back.
import type { Mark, Node } from "prosemirror-model";
import type { Definitions } from "./definitions";
import { schema } from "./schema";
import { isCode, isLineEnd, isTagBreak, tidy } from "./tidy";
import { atomSource, linkEnds, longerThan, type Ends, type InlineProbe } from "./write_link";

const { nodes, marks } = schema;

export interface InlineStyle {
  /** Turns plain text into Markdown that reads as that text. */
  escape: (text: string, startsLine: boolean) => string;
  /** With our own signs instead of those in the source. */
  plain: boolean;
  /** For emphasis of our own. */
  emphasis: "*" | "_";
  /** Whether letters next to a mark's sign are written as character references, if it would not be a sign otherwise. */
  guarded: boolean;
}

export interface InlinePlace {
  inTable: boolean;
  /** Whether a line break has to be written as a tag. */
  oneLine: boolean;
  definitions: Definitions;
  probe: InlineProbe;
}

interface Open {
  mark: Mark;
  ends: Ends;
}

export function writeInline(block: Node, style: InlineStyle, place: InlinePlace): string {
  return new InlineWriter(tidy(block), style, place).write();
}

class InlineWriter {
  private out = "";
  private open: Open[] = [];
  private closed = false;

  constructor(
    private readonly parts: readonly Node[],
    private readonly style: InlineStyle,
    private readonly place: InlinePlace,
  ) {}

  write(): string {
    this.parts.forEach((part, at) => this.part(part, at));
    this.closeTo(0);
    return this.out;
  }

  private part(part: Node, at: number): void {
    const wanted = part.marks.filter((mark) => mark.type !== marks.code);
    let kept = 0;
    while (kept < this.open.length && this.open[kept]?.mark.isInSet(wanted)) kept += 1;
    this.closed = this.open.length > kept;
    this.closeTo(kept);
    const blanks = part.isText && !isCode(part) ? (/^[ \t]*/.exec(part.text ?? "")?.[0] ?? "") : "";
    const begins = !isLineEnd(part) && wanted.some((mark) => !this.open.some((open) => open.mark.eq(mark)));
    if (begins) {
      this.out += blanks;
      this.begin(wanted, at);
    }
    const text = this.text(part);
    this.out += this.guard(begins ? text.slice(blanks.length) : text);
  }

  /** Open the marks that begin here; spaces go before the signs, which would not be signs otherwise. */
  private begin(wanted: readonly Mark[], at: number): void {
    const fresh = wanted.filter((mark) => !this.open.some((open) => open.mark.eq(mark)));
    if (!fresh.length) return;
    if (this.style.guarded) this.out = this.out.replace(/[^\W_]$/, reference);
    fresh.sort((one, other) => this.reach(other, at) - this.reach(one, at)).forEach((mark) => this.start(mark, at));
  }

  private guard(text: string): string {
    return this.closed && this.style.guarded ? text.replace(/^[^\W_]/, reference) : text;
  }

  private closeTo(size: number): void {
    if (this.open.length <= size) return;
    const blanks = /[ \t]*$/.exec(this.out)?.[0] ?? "";
    this.out = this.out.slice(0, this.out.length - blanks.length);
    while (this.open.length > size) this.out += this.open.pop()?.ends.close ?? "";
    this.out += blanks;
  }

  /** How far a mark continues from here: the one that continues furthest is opened first. */
  private reach(mark: Mark, from: number): number {
    let at = from;
    while (at < this.parts.length && mark.isInSet(this.parts[at]?.marks ?? [])) at += 1;
    return at;
  }

  private start(mark: Mark, at: number): void {
    const ends = mark.type === marks.link ? this.linkEnds(mark, at) : this.delimiters(mark);
    this.out += ends.open;
    this.open.push({ mark, ends });
  }

  private linkEnds(mark: Mark, at: number): Ends {
    const inside = this.parts.slice(at, this.reach(mark, at));
    const text = inside.every((part) => part.isText && part.marks.length === 1) ? inside.map((part) => part.text).join("") : null;
    const ends = linkEnds(mark, text, this.place.definitions, this.place.probe, this.style.plain);
    return this.place.inTable ? { ...ends, close: ends.close.replace(/(?<!\\)\|/g, "\\|") } : ends;
  }

  private delimiters(mark: Mark): Ends {
    const own = String(mark.attrs["delimiter"]);
    if (mark.type === marks.strike) return { open: own, close: own };
    const single = this.style.plain ? this.style.emphasis : (own[0] ?? "*");
    const sign = mark.type === marks.em ? single : this.style.plain ? "**" : own;
    return { open: sign, close: sign };
  }

  private text(part: Node): string {
    if (isCode(part)) return this.code(part);
    if (part.isText) return this.plainText(part.text ?? "");
    if (part.type === nodes.soft_break) return "\n";
    if (part.type === nodes.hard_break) return this.lineBreak(part);
    return atomSource(part, this.place.probe, this.place.inTable);
  }

  private plainText(text: string): string {
    const verbatim = this.open.some(({ ends }) => ends.close === "" || ends.close === ">");
    const escaped = verbatim ? text : this.style.escape(text, !this.out || this.out.endsWith("\n"));
    return this.place.inTable ? escaped.replace(/(?<!\\)\|/g, "\\|") : escaped;
  }

  private lineBreak(part: Node): string {
    const source = part.attrs["source"] as string | null;
    if (isTagBreak(part)) return source ?? "<br>";
    if (this.place.oneLine || this.style.guarded) return "<br>";
    return this.style.plain ? "\\\n" : (source ?? "\\\n");
  }

  private code(part: Node): string {
    const text = part.text ?? "";
    const own = String(marks.code.isInSet(part.marks)?.attrs["delimiter"] ?? "`");
    const usual = longerThan(text, "`", 1);
    const fence = this.style.plain || new RegExp(`(?<!\`)${own.trim()}(?!\`)`).test(text) ? usual : own.trim();
    const roomy = !this.style.plain && own.endsWith(" ") && text.trim() !== "";
    const padded = roomy || /^`|`$|^ .*[^ ].* $/.test(text) ? ` ${text} ` : text;
    return fence + (this.place.inTable ? padded.replaceAll("|", "\\|") : padded) + fence;
  }
}

function reference(letter: string): string {
  return `&#${String(letter.codePointAt(0))};`;
}
