// src/api.ts makes the requests in contract.json and parses its responses: the server is replayed, fetch is ours.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const place = (path) => fileURLToPath(new URL(path, import.meta.url));
const { build } = createRequire(place("../../frontend/package.json"))("esbuild");
const { calls } = JSON.parse(readFileSync(place("../../tests/contract/contract.json"), "utf8"));

async function load(name) {
  const { outputFiles } = await build({ entryPoints: [place(`../src/${name}.ts`)], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

const { Api, Away, Refused } = await load("api");
const { canBeSaved, isOpenToRead, serverOrigin } = await load("addresses");
const ADDRESS = "https://example.org/ladders?a=1&b=ü";
const OWN = 7;

/** Answer the next request as agreed, and record it. */
function replay(call) {
  const asked = {};
  globalThis.fetch = async (url, options) => {
    Object.assign(asked, { url, ...options });
    const { status, body } = call.response;
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  };
  return asked;
}

function agreed(name) {
  return calls.find((call) => call.name === name);
}

const ask = {
  me: (api) => api.me(),
  "find nothing": (api) => api.find(ADDRESS),
  put: (api) => api.put(agreed("put").request.body),
  "put again": (api) => api.put(agreed("put").request.body),
  find: (api) => api.find(ADDRESS),
  patch: (api) => api.patch(OWN, agreed("patch").request.body),
  tags: (api) => api.tags("saf", 20),
  refused: (api) => api.put(agreed("refused").request.body),
  delete: (api) => api.delete(OWN),
  "wrong key": (api) => api.me(),
};

for (const call of calls) {
  test(`requests as agreed: ${call.name}`, async () => {
    const asked = replay(call);
    const key = call.request.key ?? "kms_right";
    const result = await ask[call.name](new Api({ origin: "https://wiki.test", key })).catch((fault) => fault);
    assert.equal(asked.url, `https://wiki.test/api/v1${call.request.path.replace("{id}", String(OWN))}`);
    assert.equal(asked.method, call.request.method);
    assert.deepEqual(asked.body && JSON.parse(asked.body), call.request.body);
    assert.equal(asked.headers.Authorization, `Bearer ${key}`);
    assert.equal(asked.credentials, "omit");
    assert.equal(asked.redirect, "error");
    assert.equal(result instanceof Refused, call.response.status >= 400);
  });
}

test("parses the response", async () => {
  const api = new Api({ origin: "https://wiki.test", key: "k" });
  replay(agreed("tags"));
  assert.deepEqual(await api.tags("saf", 20), ["safety"]);
  replay(agreed("find"));
  assert.equal((await api.find(ADDRESS))[0].title, "Checking <b>ladders</b>");
  replay(agreed("refused"));
  await assert.rejects(api.put({}), (fault) => fault instanceof Refused && fault.status === 422 && "url" in fault.fields);
});

test("a server that is down, busy or not kms is tried again later", async () => {
  const api = new Api({ origin: "https://wiki.test", key: "k" });
  globalThis.fetch = async () => Promise.reject(new TypeError("Failed to fetch"));
  await assert.rejects(api.me(), Away);
  for (const status of [429, 500, 503]) {
    globalThis.fetch = async () => new Response("{}", { status });
    await assert.rejects(api.me(), Away);
  }
  globalThis.fetch = async () => new Response("<h1>Portal of the hotel</h1>", { status: 200 });
  await assert.rejects(api.me(), Away);
});

test("which addresses can be saved", () => {
  for (const yes of ["https://a.de/x", "http://intranet/", "file://srv/share/a.docx", "file:///S:/Vorlagen/a.xlsx"]) assert.ok(canBeSaved(yes), yes);
  const no = [undefined, "", "chrome://newtab/", "about:blank", "view-source:https://a.de", "data:text/html,x", "javascript:1", "file:///home/a.txt", "file://localhost/a", "chrome-extension://x/y", `https://a.de/${"x".repeat(2048)}`];
  for (const address of no) assert.ok(!canBeSaved(address), address);
});

test("which servers can be entered, and which are unencrypted", () => {
  assert.equal(serverOrigin(" wiki.firma.de/start "), "https://wiki.firma.de");
  assert.equal(serverOrigin("http://wiki:8000/p/1"), "http://wiki:8000");
  for (const no of ["", "javascript:alert(1)", "https://a:b@c.de", "ftp://a.de"]) assert.equal(serverOrigin(no), undefined, no);
  assert.ok(isOpenToRead("http://wiki:8000"));
  for (const safe of ["https://wiki", "http://127.0.0.1:8000", "http://localhost"]) assert.ok(!isOpenToRead(safe));
});
