// What the editor loads in one piece as soon as the text has opened, because nobody needs it before.
export { dropCursor } from "prosemirror-dropcursor";
export { bubble } from "./bubble";
export { Popup } from "./completion_list";
export { tidy } from "./paste/tidy";
