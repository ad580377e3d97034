// Import: chosen or dropped files, including folders, are uploaded to the preview at once; changing the destination
// refreshes it.
import { csrfToken } from "./request";
import { say } from "./words";

interface Sent {
  name: string;
  file: File;
}

export function startBring(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-bring]");
  if (form) startChoosing(form);
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement | HTMLSelectElement;
    const aimed = field.form?.dataset["aim"];
    if (field.form && aimed) {
      if (field instanceof HTMLSelectElement && field.name === "space") clear(field.form, "parent");
      if (field.name === "access" && field.value === "groups" && !field.form.querySelector('input[type="hidden"][name="groups"]')) return;
      field.form.action = aimed;
      field.form.requestSubmit();
    }
  });
}

function clear(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLSelectElement) field.value = "";
}

function startChoosing(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
    field.addEventListener("change", () => {
      const sent = [...(field.files ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
      if (sent.length) void send(form, sent);
      field.value = "";
    });
  }
  const place = form.querySelector<HTMLElement>("[data-drop]") ?? form;
  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer) void dropped(event.dataTransfer).then((sent) => (sent.length ? send(form, sent) : undefined));
  });
}

/** Files and whole folders; the entries must be read before the event ends. */
async function dropped(data: DataTransfer): Promise<Sent[]> {
  const items = [...data.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry());
  const files = items.map((item) => item.getAsFile());
  const found: Sent[] = [];
  for (const [number, entry] of entries.entries()) {
    const file = files[number];
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, found);
    else if (file) found.push({ name: file.name, file });
  }
  return found;
}

async function walk(folder: FileSystemDirectoryEntry, found: Sent[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (!entries.length) return;
    for (const entry of entries) {
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, found);
      else {
        const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
        found.push({ name: entry.fullPath.replace(/^\//, ""), file });
      }
    }
  }
}

async function send(form: HTMLFormElement, sent: Sent[]): Promise<void> {
  const most = Number(form.dataset["most"]);
  const size = sent.reduce((sum, { file }) => sum + file.size, 0);
  if (size > most) return fail(form, say("bring_too_large", { most: String(Math.floor(most / 1e6)) }));
  const body = new FormData();
  for (const field of form.querySelectorAll<HTMLInputElement>('input[type="hidden"]')) body.append(field.name, field.value);
  for (const { name, file } of sent) body.append("files", file, name);
  fail(form, "");
  await post(form, body);
}

/** XMLHttpRequest reports upload progress, fetch does not. */
function post(form: HTMLFormElement, body: FormData): Promise<void> {
  const request = new XMLHttpRequest();
  const buttons = form.querySelectorAll<HTMLInputElement>('input[type="file"]');
  buttons.forEach((button) => (button.disabled = true));
  return new Promise((done) => {
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tell(form, say("bring_uploading", { percent: String(Math.round((100 * event.loaded) / event.total)) }));
    });
    request.addEventListener("loadend", () => {
      buttons.forEach((button) => (button.disabled = false));
      tell(form, "");
      settle(form, request);
      done();
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.send(body);
  });
}

function settle(form: HTMLFormElement, request: XMLHttpRequest): void {
  let answer: { url?: string; title?: string; errors?: Record<string, string> } = {};
  try {
    answer = JSON.parse(request.responseText) as typeof answer;
  } catch {
    // not a response of ours: the connection broke
  }
  if (request.status === 201 && answer.url) location.assign(answer.url);
  else fail(form, Object.values(answer.errors ?? {})[0] ?? answer.title ?? say("bring_failed"));
}

function tell(form: HTMLFormElement, words: string): void {
  const place = form.querySelector<HTMLElement>("[data-bring-state]");
  if (!place) return;
  place.hidden = !words;
  place.textContent = words;
}

function fail(form: HTMLFormElement, words: string): void {
  form.querySelector("#files-error")?.remove();
  const place = form.querySelector<HTMLElement>("[data-bring-error]");
  const text = place?.querySelector("span");
  if (!place || !text) return;
  place.hidden = !words;
  text.textContent = words;
}
