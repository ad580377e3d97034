// Files chosen, dropped or pasted: uploaded one by one with progress, then inserted where they were meant to go.
import { csrfToken } from "../request";
import { announce, say } from "../words";

export interface Uploaded {
  name: string;
  url: string;
  markdown: string;
}

/** Where a file will go; the place moves with the text around it. */
export interface Spot {
  fill(file: Uploaded): void;
  drop(): void;
  /** Set a picture's description once it is inserted; missing if this form of the editor cannot. */
  describe?(file: Uploaded, alt: string): void;
}

/** `state` shows progress and failures. XMLHttpRequest, because fetch cannot report upload progress. */
export function send(address: string, file: File, spot: Spot, state: HTMLElement): void {
  const line = progressLine(file.name);
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.set("file", file);
  state.append(line.element);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) line.bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => {
    if (request.status < 200 || request.status >= 300) return fail(reason(request, file.name));
    const uploaded = JSON.parse(request.responseText) as Uploaded;
    spot.fill(uploaded);
    announce(say("uploaded", { name: file.name }));
    line.element.remove();
    if (spot.describe && file.type.startsWith("image/") && uploaded.markdown.startsWith("!")) state.append(describing(uploaded, spot));
  });
  request.addEventListener("error", () => fail(say("upload_failed", { name: file.name })));
  request.open("POST", address);
  request.setRequestHeader("X-CSRF-Token", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  request.send(form);

  function fail(sentence: string): void {
    announce(sentence);
    line.element.classList.add("failed");
    line.element.replaceChildren(sentence, textButton(say("again"), again), textButton(say("discard"), discard));
  }
  function again(): void {
    line.element.remove();
    send(address, file, spot, state);
  }
  function discard(): void {
    line.element.remove();
    spot.drop();
  }
}

function reason(request: XMLHttpRequest, name: string): string {
  if (request.status === 413) return say("upload_too_large", { name });
  try {
    const problem = JSON.parse(request.responseText) as { detail?: string; title?: string };
    return `${name}: ${problem.detail ?? problem.title ?? say("upload_failed", { name })}`;
  } catch {
    return say("upload_failed", { name });
  }
}

function progressLine(name: string): { element: HTMLElement; bar: HTMLProgressElement } {
  const element = document.createElement("span");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", say("uploading", { name }));
  element.append(bar, ` ${name}`);
  return { element, bar };
}

/** A field for the new picture's description; it may be left empty. */
function describing(file: Uploaded, spot: Spot): HTMLElement {
  const element = document.createElement("span");
  const label = document.createElement("label");
  const field = document.createElement("input");
  const done = (): void => {
    if (field.value.trim()) spot.describe?.(file, field.value.trim());
    element.remove();
  };
  element.className = "describing";
  field.type = "text";
  field.autocomplete = "off";
  label.append(say("upload_describe", { name: file.name }), field);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    done();
  });
  element.append(label, textButton(say("apply"), done), textButton(say("skip"), () => element.remove()));
  return element;
}

function textButton(label: string, act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "text-button";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}
