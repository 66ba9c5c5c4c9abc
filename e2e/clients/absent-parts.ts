/** The parts of the protocol that docs/front-ends/frontend.md says are not there: each is refused with the code of its row. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../cli/host/shop.mjs";

const json = { "content-type": "application/json" };
const query = "{ __typename }";

/** The requests of each row, by the words with which it begins. */
const requests: Readonly<Record<string, readonly RequestInit[]>> = {
  "`@defer`, `@stream`": [
    post({ query: "{ ... @defer { __typename } }" }),
    post({ query: `{ search(query: "mug", first: 1) { nodes @stream { id } } }` }),
  ],
  subscriptions: [post({ query: "subscription { x }" })],
  "uploads (`multipart/form-data`)": [{ method: "POST", body: multipartForm() }],
  "batches (`BatchHttpLink`)": [post([{ query }, { query }])],
  "persisted queries (`PersistedQueryLink`, `@urql/exchange-persisted`)": [
    post({ extensions: { persistedQuery: { version: 1, sha256Hash: "ecf4" } } }),
  ],
  "stored documents (`documentId`, `doc_id`, `id` without `query`)": ["documentId", "doc_id", "id"].map((name) =>
    post({ [name]: "ecf4", variables: {} }),
  ),
};

const refusal = z.object({ errors: z.tuple([z.object({ extensions: z.object({ code: z.string() }) })], z.unknown()) });

export function testAbsentParts(address: () => string): void {
  const page = readFileSync(path.join(root, "docs/front-ends/frontend.md"), "utf8");
  const [, section = ""] = /^## Parts of the protocol that are not there\n([\s\S]*?)^## /m.exec(page) ?? [];
  const rows = [...section.matchAll(/^\| (.+?) \| `([A-Z_]+)` \| .+ \|$/gm)].map(([, part = "", code = ""]) => [
    part,
    code,
  ]);

  test("names every part that this test asks for", () => {
    expect(rows.map(([part]) => part)).toEqual(Object.keys(requests));
  });

  test.each(rows)("%s: refused with %s", async (part = "", code) => {
    for (const init of requests[part] ?? []) {
      const response = await fetch(`${address()}/graphql`, init);
      expect(refusal.parse(await response.json()).errors[0].extensions.code).toBe(code);
    }
  });
}

function post(body: object): RequestInit {
  return { method: "POST", headers: json, body: JSON.stringify(body) };
}

/** An upload as clients of the multipart specification send it. */
function multipartForm(): FormData {
  const form = new FormData();
  form.set(
    "operations",
    JSON.stringify({ query: "mutation ($file: Upload!) { x(file: $file) }", variables: { file: null } }),
  );
  form.set("map", JSON.stringify({ 0: ["variables.file"] }));
  form.set("0", new Blob(["a"]), "a.txt");
  return form;
}
