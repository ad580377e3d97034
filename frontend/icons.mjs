// The icons of the product: our name for each, and the Lucide drawing it is.
const same = [
  "archive", "arrow-left", "arrow-right", "arrow-up", "bell", "bold", "book", "bookmark", "check", "chevron-down",
  "chevron-left", "chevron-right", "circle", "clock", "code", "copy", "download", "external-link", "eye", "file-text", "folder",
  "git-compare", "globe", "heading", "history", "home", "image", "inbox", "info", "italic", "key", "link",
  "list", "list-checks", "list-tree", "lock", "log-in", "log-out", "menu", "message-circle", "monitor", "moon",
  "octagon-alert", "panel-left", "paperclip", "pencil", "pin", "plus", "printer", "quote", "rotate-ccw", "save",
  "search", "server", "settings", "star", "sun", "table", "tag", "tags", "trash", "undo", "upload", "user", "users", "x",
];

export const icons = {
  ...Object.fromEntries(same.map((name) => [name, name])),
  home: "house",
  trash: "trash-2",
  undo: "undo-2",
  share: "share-2",
  more: "ellipsis",
  "more-horizontal": "ellipsis",
  "alert-triangle": "triangle-alert",
  "circle-help": "circle-question-mark",
  columns: "columns-2",
  filter: "funnel",
};
