// Draws diagrams in a sandboxed frame: Mermaid's output never gets into our own page.
import { say } from "../words";

const PATIENCE = 15_000;
let frames = 0;

interface Answer {
  id: number;
  height?: number;
  width?: number;
  error?: string;
}

export function drawDiagram(source: string, place: HTMLElement): Promise<void> {
  const id = ++frames;
  const frame = document.createElement("iframe");
  frame.src = "/diagram-frame";
  frame.title = say("diagram");
  frame.className = "diagram-frame";
  frame.setAttribute("sandbox", "allow-scripts");
  const drawn = answer(frame, id);
  frame.addEventListener("load", () => frame.contentWindow?.postMessage({ id, source, dark: isDark() }, "*"), { once: true });
  place.replaceChildren(frame);
  return drawn.then(({ height, width, error }) => {
    if (error !== undefined) throw new Error(`${say("diagram_failed")} ${error.split("\n")[0] ?? ""}`);
    frame.style.height = `${height ?? 0}px`;
    frame.style.maxWidth = `${width ?? 0}px`;
  });
}

function answer(frame: HTMLIFrameElement, id: number): Promise<Answer> {
  return new Promise((resolve) => {
    const done = (value: Answer): void => {
      window.removeEventListener("message", listen);
      window.clearTimeout(timer);
      resolve(value);
    };
    const listen = (event: MessageEvent<Answer>): void => {
      if (event.source === frame.contentWindow && event.data.id === id) done(event.data);
    };
    const timer = window.setTimeout(() => done({ id, error: "" }), PATIENCE);
    window.addEventListener("message", listen);
  });
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
