// Files chosen, dropped or pasted into a Markdown field: sent to the server, whose answer is put into the text.
import { replace, swap } from "./insert";
import { csrfToken } from "./request";
import { announce, say } from "./words";

let sent = 0;

export function startUploads(editor: HTMLElement, area: HTMLTextAreaElement): void {
  const address = area.dataset["upload"];
  if (!address) return;
  const send = (files: Iterable<File>): void => {
    for (const file of files) upload(editor, area, address, file);
  };
  startPicker(editor, send);
  area.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    send(files);
  });
  editor.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    editor.classList.add("dropping");
  });
  editor.addEventListener("dragleave", () => editor.classList.remove("dropping"));
  editor.addEventListener("drop", (event) => {
    editor.classList.remove("dropping");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    send(event.dataTransfer.files);
  });
}

function startPicker(editor: HTMLElement, send: (files: Iterable<File>) => void): void {
  const button = editor.querySelector<HTMLButtonElement>("[data-pick]");
  const picker = editor.querySelector<HTMLInputElement>("input[type=file]");
  if (!button || !picker) return;
  button.hidden = false;
  button.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    send([...(picker.files ?? [])]);
    picker.value = "";
  });
}

/** XMLHttpRequest, because fetch cannot tell how far an upload has come. */
function upload(editor: HTMLElement, area: HTMLTextAreaElement, address: string, file: File): void {
  const place = `![${say("uploading", { name: file.name })}](#${++sent})`;
  replace(area, area.selectionStart, area.selectionEnd, place);
  const line = showProgress(editor, file.name);
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.set("file", file);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) line.bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => {
    const done = request.status >= 200 && request.status < 300;
    if (done) {
      swap(area, place, markdownOf(request.responseText));
      line.element.remove();
      announce(say("uploaded", { name: file.name }));
    } else {
      fail(request.status === 413 ? say("upload_too_large", { name: file.name }) : reason(request, file.name));
    }
  });
  request.addEventListener("error", () => fail(say("upload_failed", { name: file.name })));
  request.open("POST", address);
  request.setRequestHeader("X-CSRF-Token", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  request.send(form);

  function fail(sentence: string): void {
    swap(area, place, "");
    line.element.classList.add("failed");
    line.element.textContent = sentence;
    announce(sentence);
    window.setTimeout(() => line.element.remove(), 15000);
  }
}

/** The server answers {"markdown": "…"} or the Markdown itself. */
function markdownOf(answer: string): string {
  if (!answer.trimStart().startsWith("{")) return answer.trim();
  return (JSON.parse(answer) as { markdown: string }).markdown;
}

function reason(request: XMLHttpRequest, name: string): string {
  try {
    const problem = JSON.parse(request.responseText) as { detail?: string; title?: string };
    return `${name}: ${problem.detail ?? problem.title ?? say("upload_failed", { name })}`;
  } catch {
    return say("upload_failed", { name });
  }
}

function showProgress(editor: HTMLElement, name: string): { element: HTMLElement; bar: HTMLProgressElement } {
  const element = document.createElement("span");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", say("uploading", { name }));
  element.append(bar, ` ${name}`);
  editor.querySelector("[data-upload-state]")?.append(element);
  return { element, bar };
}
