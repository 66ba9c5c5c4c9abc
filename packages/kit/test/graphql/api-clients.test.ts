/** API clients under the rules of the SDL: signed in, with scopes, and not people. */
import { expect, test } from "vitest";
import type { Viewer } from "../../src/identity/identity.ts";
import { requirePerson } from "../../src/identity/person.ts";
import { guest, userWith } from "../../testing/subgraph-client.ts";
import { askAs, build, head } from "../support/sdl.ts";

const one = { Query: { secret: () => 1 } };
const open = { data: { secret: 1 }, refused: [] };
const notForYou = { data: { secret: null }, refused: [["secret", "FORBIDDEN"]] };
const program: Viewer = { kind: "client", id: "cli_1", scopes: ["orders:read"] };

test("a program is signed in, has the rights of its scopes only, and is not staff", async () => {
  const ask = (rule: string) =>
    askAs(program, build(`${head()} type Query { secret: Int ${rule} }`, one).schema, "{ secret }");
  expect(await ask("@authenticated")).toEqual(open);
  expect(await ask(`@requiresScopes(scopes: [["orders:read"]])`)).toEqual(open);
  expect(await ask(`@requiresScopes(scopes: [["orders:read", "orders:write"]])`)).toEqual(notForYou);
  expect(await ask(`@policy(policies: [["staff"]])`)).toEqual(notForYou);
});

test("operations for people refuse a program for good, and ask a guest to sign in", () => {
  expect(requirePerson(userWith("user_1"))).toMatchObject({ id: "user_1" });
  expect(() => requirePerson(program)).toThrow(expect.objectContaining({ extensions: { code: "FORBIDDEN" } }));
  for (const viewer of [guest, { kind: "service", name: "orders" }] satisfies Viewer[])
    expect(() => requirePerson(viewer)).toThrow(expect.objectContaining({ extensions: { code: "UNAUTHENTICATED" } }));
});
