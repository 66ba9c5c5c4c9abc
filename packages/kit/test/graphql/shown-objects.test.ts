/** Shown objects: a viewer who is signed in by an operation sees the protected fields of its own answer. */
import { expect, test } from "vitest";
import { showTo } from "../../src/graphql/access.ts";
import type { Viewer } from "../../src/identity/identity.ts";
import { guest, userWith } from "../../testing/subgraph-client.ts";
import { askAs, build, head } from "../support/sdl.ts";

const customer = userWith("user_1");

test("an object shown to a viewer exposes its own protected fields only", async () => {
  const own = { id: "user_1" };
  const sdl = `${head()} type Account { id: ID! secret: Int @authenticated total: Int @requiresScopes(scopes: [["a"]]) }
    type Query { mine: Account @public other: Account @public }`;
  const { schema } = build(sdl, {
    Query: { mine: () => showTo(customer, { ...own }), other: () => own },
    Account: { secret: (_parent: unknown, _args: unknown, { viewer }: { viewer: Viewer }) => viewer.kind.length },
  });
  expect(await askAs(guest, schema, "{ mine { id secret total } other { id secret } }")).toEqual({
    data: { mine: { id: "user_1", secret: "user".length, total: null }, other: { id: "user_1", secret: null } },
    refused: [
      ["mine.total", "FORBIDDEN"],
      ["other.secret", "UNAUTHENTICATED"],
    ],
  });
});
