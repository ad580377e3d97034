// Requests to the server: with the key, without cookies, to the exact origin, never following a redirect.

export type Access = string | string[];

export interface Connection {
  origin: string;
  key: string;
}

export interface Draft {
  url: string;
  title: string;
  description: string;
  tags: string[];
  access: Access;
}

export interface Bookmark extends Draft {
  id: number;
  owner: string;
  saved_by: string[];
  page_url: string;
}

export interface Me {
  user_name: string;
  name: string;
  scope: string;
  groups: string[];
  default_access: Access;
}

/** The server could not be reached or was too busy; trying again later makes sense. */
export class Away extends Error {}

/** The server refused; trying again changes nothing. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly fields: Record<string, string>,
  ) {
    super([title, ...Object.values(fields)].join(" "));
  }
}

const PATIENCE = 10_000;

export class Api {
  constructor(
    private readonly connection: Connection,
    private readonly language = "",
  ) {}

  me(): Promise<Me> {
    return this.call("GET", "/me");
  }

  async tags(beginning: string, limit = 100): Promise<string[]> {
    const found = await this.call<{ items: { name: string }[] }>("GET", `/tags?${query({ q: beginning, limit })}`);
    return found.items.map((tag) => tag.name);
  }

  /** Every bookmark of this address that the person may see, their own and others'. */
  async find(url: string): Promise<Bookmark[]> {
    return (await this.call<{ items: Bookmark[] }>("GET", `/bookmarks?${query({ url, limit: 100 })}`)).items;
  }

  put(bookmark: Draft): Promise<Bookmark> {
    return this.call("PUT", "/bookmarks", bookmark);
  }

  patch(id: number, changes: Partial<Draft>): Promise<Bookmark> {
    return this.call("PATCH", `/bookmarks/${id}`, changes);
  }

  delete(id: number): Promise<void> {
    return this.call("DELETE", `/bookmarks/${id}`);
  }

  private async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.send(method, path, body);
    if (response.status >= 500 || response.status === 429) throw new Away(String(response.status));
    if (response.status === 204) return undefined as Answer;
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw refusal(response.status, answer);
    if (answer === undefined) throw new Away("not kms");
    return answer as Answer;
  }

  private async send(method: string, path: string, body: unknown): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.connection.key}` };
    if (this.language) headers["Accept-Language"] = this.language;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    try {
      return await fetch(`${this.connection.origin}/api/v1${path}`, {
        method,
        headers,
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PATIENCE),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (fault) {
      throw new Away(String(fault));
    }
  }
}

function query(values: Record<string, string | number>): string {
  return new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();
}

function refusal(status: number, answer: unknown): Refused {
  const problem = (typeof answer === "object" && answer !== null ? answer : {}) as { title?: string; errors?: Record<string, string> };
  return new Refused(status, problem.title ?? String(status), problem.errors ?? {});
}
