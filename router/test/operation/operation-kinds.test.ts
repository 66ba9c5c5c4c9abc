/** The kinds of operations, by which an overloaded router refuses some before others. */
import type { Viewer } from "@hansa/kit/identity";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { kindOf, queryKindOf } from "../../src/operation/admission.ts";

test.each([
  ["{ a }", "guest", "anonymous query"],
  ["{ a }", "user", "signed-in query"],
  ["{ checkoutStart: a }", "guest", "anonymous query"],
  ["mutation { reviewSubmit }", "user", "mutation"],
  ["mutation { a: checkoutStart }", "guest", "checkout"],
  ["mutation { paymentConfirm }", "guest", "checkout"],
  ["mutation { checkout }", "guest", "mutation"],
] as const)("%s of a %s is of the kind %s", (text, viewer, kind) => {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  const user: Viewer = { kind: "user", id: "usr_1", role: "customer", scopes: [], sessionId: "ses_1" };
  expect(kindOf(operation, viewer === "guest" ? { kind: "guest" } : user)).toBe(kind);
});

test.each([
  ["{}", {}, "anonymous query"],
  ["{}", { authorization: "Bearer x" }, "signed-in query"],
  ["{}", { cookie: "a=b" }, "signed-in query"],
  ['{"query":"mutation { a }"}', {}, undefined],
] as const)("the bytes %s with the headers %j are of the kind %s", (body, headers, kind) => {
  expect(queryKindOf(headers, Buffer.from(body))).toBe(kind);
});
