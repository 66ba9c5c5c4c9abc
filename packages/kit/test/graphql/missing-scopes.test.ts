/** Missing scopes: a refusal names what the viewer lacks, and a guest is only asked to sign in. */
import { execute, parse } from "graphql";
import { expect, test } from "vitest";
import type { Viewer } from "../../src/identity/identity.ts";
import { guest, userWith } from "../../testing/subgraph-client.ts";
import { build, head } from "../support/sdl.ts";

const customer = userWith("user_1");
const support = userWith("user_2", ["orders:read"], "SUPPORT");
const one = { Query: { secret: () => 1 } };

test.each([
  [`[["orders:read", "orders:write"]]`, support, "`orders:write`", [["orders:write"]]],
  [
    `[["orders:write", "orders:read"], ["users:read"]]`,
    customer,
    "`orders:write` with `orders:read` or `users:read`",
    [["orders:write", "orders:read"], ["users:read"]],
  ],
])("a refusal of scopes %s names those that the viewer lacks", async (scopes, viewer, names, missingScopes) => {
  const { schema } = build(`${head()} type Query { secret: Int @requiresScopes(scopes: ${scopes}) }`, one);
  const { errors } = await execute({ schema, document: parse("{ secret }"), contextValue: { viewer } });
  expect(errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
    { message: `Your role or key does not have the scope ${names}.`, extensions: { code: "FORBIDDEN", missingScopes } },
  ]);
});

test("a refusal of a guest, and of a policy, names no scope", async () => {
  const refusalOf = async (rule: string, viewer: Viewer) => {
    const { schema } = build(`${head()} type Query { secret: Int ${rule} }`, one);
    const { errors } = await execute({ schema, document: parse("{ secret }"), contextValue: { viewer } });
    return errors?.map(({ message, extensions }) => ({ message, extensions }));
  };
  expect(await refusalOf(`@requiresScopes(scopes: [["orders:read"]])`, guest)).toEqual([
    { message: "Sign in first.", extensions: { code: "UNAUTHENTICATED" } },
  ]);
  expect(await refusalOf(`@policy(policies: [["staff"]])`, customer)).toEqual([
    { message: "Your role or key does not allow this.", extensions: { code: "FORBIDDEN" } },
  ]);
});
