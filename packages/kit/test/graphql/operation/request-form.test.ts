/** Requests without the text of an operation: each form that clients send has a refusal of its own. */
import { expect, test } from "vitest";
import { findFormFault } from "../../../src/graphql/operation/request-form.ts";

const hash = { persistedQuery: { version: 1, sha256Hash: "ecf4" } };
const notStored = (name: string) => ({
  status: 400,
  code: "PERSISTED_QUERY_NOT_SUPPORTED",
  message: `No documents are stored, so \`${name}\` names none. Send the text as \`query\`.`,
});

test("the hash of a persisted query is refused as its clients understand it, with 200", () => {
  const refusal = { status: 200, code: "PERSISTED_QUERY_NOT_SUPPORTED", message: "PersistedQueryNotSupported" };
  for (const rest of [{}, { query: null }, { query: "" }, { operationName: "A", variables: {} }, { id: "1" }])
    expect(findFormFault({ extensions: hash, ...rest })).toEqual(refusal);
});

test.each(["documentId", "doc_id", "id"])("%s names a document, of which none is stored", (name) => {
  expect(findFormFault({ [name]: "sha256:ecf4", variables: {} })).toEqual(notStored(name));
  expect(findFormFault({ [name]: 5, extensions: {} })).toEqual(notStored(name));
  expect(findFormFault({ [name]: null })).toBeUndefined();
});

test("a batch is refused in Apollo Server's words", () => {
  const refusal = { status: 400, code: "BAD_REQUEST", message: "Operation batching disabled." };
  for (const batch of [[], [{ query: "{ a }" }]]) expect(findFormFault(batch)).toEqual(refusal);
});

test("a request with a text is served, whatever stands beside it, and anything else is refused elsewhere", () => {
  for (const beside of [{ extensions: hash }, { id: "1" }, { documentId: "1" }, {}])
    expect(findFormFault({ query: "{ a }", ...beside })).toBeUndefined();
  for (const body of [undefined, null, "{ a }", 5, {}, { extensions: [] }, { extensions: { persistedQuery: null } }])
    expect(findFormFault(body)).toBeUndefined();
});
