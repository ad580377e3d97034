// The icons of the product: our name for each, and its Lucide drawing.
const same = [
  "archive", "arrow-down", "arrow-down-to-line", "arrow-left", "arrow-left-to-line", "arrow-right", "arrow-right-to-line",
  "arrow-up", "arrow-up-to-line", "bell", "bell-ring", "bold", "book", "bookmark", "check", "chevron-down",
  "chevron-left", "chevron-right", "circle", "clock", "code", "copy", "download", "external-link", "eye", "file-text", "folder",
  "git-compare", "globe", "heading", "heading-2", "heading-3", "heading-4", "history", "home", "image", "inbox", "info", "italic", "key", "keyboard", "link",
  "lightbulb", "list", "list-checks", "list-ordered", "list-tree", "lock", "log-in", "log-out", "maximize", "menu", "message-circle", "message-square-warning", "minus", "megaphone", "monitor", "moon",
  "octagon-alert", "panel-left", "paperclip", "pencil", "pilcrow", "pin", "plus", "printer", "qr-code", "quote", "rotate-ccw", "save",
  "search", "send", "server", "settings", "sigma", "smile", "square-code", "star", "strikethrough", "sun", "superscript", "table", "tag",
  "tags", "text-align-center", "text-align-end", "text-align-start", "trash", "undo", "unlink", "upload", "user", "users",
  "workflow", "x",
];

export const icons = {
  ...Object.fromEntries(same.map((name) => [name, name])),
  home: "house",
  trash: "trash-2",
  undo: "undo-2",
  redo: "redo-2",
  share: "share-2",
  more: "ellipsis",
  "more-horizontal": "ellipsis",
  "alert-triangle": "triangle-alert",
  "circle-help": "circle-question-mark",
  columns: "columns-2",
  filter: "funnel",
};
