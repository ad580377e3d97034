// Requests to the page's own server, with the token that proves this page sent them.

export function csrfToken(): string {
  return meta("csrf-token");
}

/** Replace an expired token, in forms on the page too. */
export function setCsrfToken(token: string, form: HTMLFormElement): void {
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.setAttribute("content", token);
  const field = form.elements.namedItem("csrf_token");
  if (field instanceof HTMLInputElement) field.value = token;
}

export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** Request text; the response status is part of the error if it is not a success. */
export async function getText(address: string, signal?: AbortSignal): Promise<string> {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: signal ?? null });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

export async function getJson<T>(address: string, signal?: AbortSignal): Promise<T> {
  return JSON.parse(await getText(address, signal)) as T;
}

export async function postForm(address: string, form: FormData, signal?: AbortSignal): Promise<string> {
  const headers = { "X-CSRF-Token": csrfToken(), "HX-Request": "true" };
  const answer = await fetch(address, { method: "POST", body: form, headers, signal: signal ?? null });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/** The address with one more parameter. */
export function withQuery(address: string, name: string, value: string): string {
  const url = new URL(address, location.href);
  url.searchParams.set(name, value);
  return url.toString();
}
