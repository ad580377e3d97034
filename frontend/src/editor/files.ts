// Files get into the text through the picker, by dropping them on it and by pasting.
import type { Host } from "./host";
import type { Spot } from "./uploads";

type Point = { left: number; top: number };

export function startFiles(editor: HTMLElement, area: HTMLTextAreaElement, host: Host): void {
  const address = area.dataset["upload"];
  const state = editor.querySelector<HTMLElement>("[data-upload-state]");
  if (!address || !state) return;
  const take = (event: Event, files: File[], point: Point | null = null): void => {
    if (files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    void host.opened.then(() => put(files, point));
  };
  const put = (files: File[], point: Point | null): void => {
    const spots = files.map((file) => host.spot(file.name, point));
    void import("./uploads").then(({ send }) => files.forEach((file, at) => send(address, file, spots[at] as Spot, state)));
  };
  editor.addEventListener("paste", (event) => take(event, filesIn(event.clipboardData)), { capture: true });
  editor.addEventListener("drop", (event) => {
    editor.classList.remove("dropping");
    take(event, [...(event.dataTransfer?.files ?? [])], { left: event.clientX, top: event.clientY });
  }, { capture: true });
  editor.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    editor.classList.add("dropping");
  });
  editor.addEventListener("dragleave", () => editor.classList.remove("dropping"));
  const picker = editor.querySelector<HTMLInputElement>("input[type=file]");
  picker?.addEventListener("change", (event) => {
    take(event, [...(picker.files ?? [])]);
    picker.value = "";
  });
}

/** Files that were pasted or dropped; text copied from office programs includes a picture of itself that is ignored. */
function filesIn(data: DataTransfer | null): File[] {
  return data && !data.types.includes("text/html") && !data.types.includes("text/plain") ? [...data.files] : [];
}
