// What only shows something at the text is loaded once the text has opened.
import { Plugin, type PluginView } from "prosemirror-state";

export function later(make: (second: typeof import("./second")) => Plugin): Plugin {
  return new Plugin({
    view: (view) => {
      let shown: PluginView | undefined;
      let ended = false;
      void import("./second").then((second) => {
        if (ended) return;
        shown = make(second).spec.view?.(view);
        shown?.update?.(view, view.state);
      });
      return {
        update: (_view, before) => shown?.update?.(view, before),
        destroy: () => {
          ended = true;
          shown?.destroy?.();
        },
      };
    },
  });
}
