// One form of the editor: the rich text, or its Markdown.
import type { Stored } from "../markdown/document";
import type { Spot } from "./uploads";

export interface Surface {
  /** The element in the form's place; it has the field's id. */
  readonly element: HTMLElement;
  text(): Stored;
  /** Replace the text in one step; false if this form cannot show it. */
  replace(text: string): boolean;
  /** The cursor position as an offset in the Markdown, and how far below the window's top it is. */
  place(): Place;
  goTo(place: Place): void;
  /** The cursor position in the plain field, as an offset in its text, which is now here: typing continues there. */
  writeOn(offset: number): void;
  /** Where a file will go: at the point of the window where it was dropped, otherwise at the cursor. */
  spot(name: string, point: { left: number; top: number } | null): Spot;
  words(): number;
  focus(): void;
  destroy(): void;
}

export interface Place {
  offset: number;
  top: number;
}

/** A cursor that was out of sight is moved to the upper half of the window. */
export function inSight(top: number): number {
  return top > 0 && top < innerHeight - 50 ? top : innerHeight / 3;
}

/** What both forms are given. */
export interface Setting {
  /** The attributes that name the field: `id`, `aria-label`, `aria-describedby` and so on. */
  attributes: Record<string, string>;
  changed(): void;
  save(): void;
}
