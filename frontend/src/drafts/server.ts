// Requests about a draft: store it and learn the state of its page; every kind of response is distinguished.
import { csrfToken, setCsrfToken } from "../request";
import { freshToken } from "../resend";

const PATIENCE = 20_000;

export interface Standing {
  revision: number;
  by: string | null;
  at: string;
  editors: string[];
}

export interface Answer {
  version: number;
  kept_at: string;
  /** null if the page may no longer be edited, and for a new page. */
  page: Standing | null;
}

export type Failure = "offline" | "signed_out" | "moved" | "full" | "refused";

/** Why the server did not accept it. */
export class NotTaken extends Error {
  constructor(readonly why: Failure, readonly reason = "") {
    super(reason || why);
  }
}

/** Send a form; an expired token is renewed once, which also repairs the form. Throws NotTaken. */
export async function send(address: string, body: FormData, form: HTMLFormElement): Promise<Answer> {
  let answer = await post(address, body);
  if (answer.status === 400) {
    setCsrfToken(await freshToken(), form);
    answer = await post(address, body);
  }
  if (answer.ok) return (await answer.json()) as Answer;
  throw new NotTaken(failure(answer.status), await reason(answer));
}

/** Send while the page is closing; nobody waits for the response, and browsers send at most 64 KB. */
export function sendLast(address: string, body: FormData): void {
  try {
    void fetch(address, { ...options(body), keepalive: true }).catch(() => undefined);
  } catch {
    return;
  }
}

async function post(address: string, body: FormData): Promise<Response> {
  try {
    return await fetch(address, { ...options(body), signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new NotTaken("offline");
  }
}

function options(body: FormData): RequestInit {
  return { method: "POST", body, headers: { "X-CSRF-Token": csrfToken(), Accept: "application/json" } };
}

function failure(status: number): Failure {
  if (status === 401) return "signed_out";
  if (status === 409) return "moved";
  if (status === 507) return "full";
  return status >= 500 ? "offline" : "refused";
}

async function reason(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { title?: string; errors?: Record<string, string> };
    return Object.values(problem.errors ?? {})[0] ?? problem.title ?? "";
  } catch {
    return "";
  }
}
