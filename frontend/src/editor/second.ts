// What the editor loads in one bundle as soon as the text has opened, because it is not needed before.
export { dropCursor } from "prosemirror-dropcursor";
export { gapCursor } from "prosemirror-gapcursor";
export { bubble } from "./bubble";
export { chips } from "./chips";
export { clipboard } from "./clipboard";
export { completion } from "./completion";
export { Popup } from "./completion_list";
export { linkTriggers, pagesAsMarkdown } from "./link_completion";
export { mentionTrigger, mentionsAsMarkdown } from "./mention";
export { openMenu } from "./menu";
export { prepared } from "./prepared";
export { slashMenu } from "./slash";
export { startPreview } from "../preview";
