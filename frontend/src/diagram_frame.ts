// Runs inside the sandboxed frame: draws the one text it is sent, and reports the size of the picture.
/** Mermaid itself, which the frame loads before this script. */
declare const mermaid: {
  initialize(settings: object): void;
  render(id: string, source: string): Promise<{ svg: string }>;
};

interface Order {
  id: number;
  source: string;
  dark: boolean;
}

addEventListener("message", (event: MessageEvent<Order>) => {
  void draw(event.data).then((answer) => parent.postMessage({ id: event.data.id, ...answer }, "*"));
}, { once: true });

async function draw({ source, dark }: Order): Promise<object> {
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark ? "dark" : "neutral", fontFamily: "system-ui, sans-serif", maxTextSize: 50_000 });
  try {
    const { svg } = await mermaid.render("diagram", source);
    document.body.innerHTML = svg;
    const { width, height } = document.body.firstElementChild?.getBoundingClientRect() ?? { width: 0, height: 0 };
    return { width: Math.ceil(width), height: Math.ceil(height) };
  } catch (fault) {
    return { error: fault instanceof Error ? fault.message.slice(0, 500) : String(fault) };
  }
}
