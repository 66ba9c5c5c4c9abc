/** Loaders: reads of many fields become one statement, and a mutation clears them. */
import { expect, test } from "vitest";
import { clearLoaders, loadMany, loadOne, loadPages, memoize } from "../../src/graphql/loaders.ts";
import { openBudget } from "../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { withTrace } from "../../src/runtime/trace.ts";
import { guest } from "../../testing/subgraph-client.ts";
import { askAs, build, head } from "../support/sdl.ts";
import { openTins } from "../support/tins.ts";

type Tin = { id: string; shelf: string };

/** A loader's request that counts how often, and with how many keys, it was asked. */
function counted(find: (keys: readonly string[]) => Tin[]) {
  const requested: number[] = [];
  const ask = async (keys: readonly string[]) => {
    requested.push(keys.length);
    return find(keys);
  };
  return { requested, ask };
}

test("many keys are read in one statement, and each gets its own row or null", async () => {
  const { requested, ask } = counted(() => [
    { id: "b", shelf: "2" },
    { id: "a", shelf: "1" },
  ]);
  const loader = loadOne(ask, (tin) => tin.id);
  const rows = await Promise.all(["a", "none", "b", "a"].map((id) => loader.load(id)));
  expect(rows.map((row) => row?.shelf ?? null)).toEqual(["1", null, "2", "1"]);
  expect(requested).toEqual([3]);
});

test("each key gets all its rows in the store's order, or none", async () => {
  const { requested, ask } = counted(() => [
    { id: "c", shelf: "1" },
    { id: "a", shelf: "1" },
    { id: "b", shelf: "2" },
  ]);
  const loader = loadMany(ask, (tin) => tin.shelf);
  const rows = await Promise.all(["1", "3", "2"].map((shelf) => loader.load(shelf)));
  expect(rows.map((tins) => tins.map((tin) => tin.id))).toEqual([["c", "a"], [], ["b"]]);
  expect(requested).toEqual([3]);
});

test("more keys than one statement takes are read by several statements", async () => {
  const { requested, ask } = counted((keys) => keys.map((id) => ({ id, shelf: id })));
  const ids = Array.from({ length: 25_000 }, (_, index) => String(index));
  const one = loadOne(ask, (tin) => tin.id);
  expect((await Promise.all(ids.map((id) => one.load(id)))).map((tin) => tin?.id)).toEqual(ids);
  const many = loadMany(ask, (tin) => tin.shelf);
  expect((await Promise.all(ids.map((id) => many.load(id)))).flat().map((tin) => tin.id)).toEqual(ids);
  expect(requested).toEqual(Array(50).fill(1_000));
});

test("a batch of many pages takes several statements, and other requests are served between them", async () => {
  const store = await openTins();
  const log: string[] = [];
  const find = async (_db: unknown, owners: readonly string[]) => {
    log.push(owners.join(""));
    setImmediate(() => log.push("another request"));
    return owners.map((id) => ({ id, shelf: id }));
  };
  const loader = loadPages(store, find, (tin) => tin.shelf, { first: 1, most: 2 });
  const trace = { requestId: "req_1", entry: "graphql", budget: openBudget(systemRuntime) } as const;
  const pages = await withTrace(trace, () =>
    Promise.all([..."abcde"].map((owner) => loader.load({ owner, input: 1 }))),
  );
  expect(pages.map(([tin]) => tin?.id)).toEqual([..."abcde"]);
  expect(log).toEqual(["a", "another request", "bc", "another request", "de"]);
});

test("a loaded row is cached until the loader is cleared", async () => {
  const { requested, ask } = counted((keys) => keys.map((id) => ({ id, shelf: "1" })));
  const loaders = { tinById: loadOne(ask, (tin) => tin.id), now: () => 0 };
  await loaders.tinById.load("a");
  await loaders.tinById.load("a");
  expect(requested).toEqual([1]);
  clearLoaders(loaders);
  await loaders.tinById.load("a");
  expect(requested).toEqual([1, 1]);
});

test("a value computed for arguments is cached for equal arguments until the loader is cleared", async () => {
  const computed: unknown[] = [];
  const compute = async (args: { country: string; at: number } | undefined) => {
    computed.push(args);
    return computed.length;
  };
  const loaders = { ratesOf: memoize(compute), now: () => 0, nothing: null };
  expect(await loaders.ratesOf({ country: "DE", at: 1 })).toBe(1);
  expect(await loaders.ratesOf({ country: "DE", at: 1 })).toBe(1);
  expect(await loaders.ratesOf({ country: "DE", at: 2 })).toBe(2);
  expect([await loaders.ratesOf(undefined), await loaders.ratesOf(undefined)]).toEqual([3, 3]);
  clearLoaders(loaders);
  expect(await loaders.ratesOf({ country: "DE", at: 1 })).toBe(4);
  expect(await loaders.ratesOf(undefined)).toBe(5);
});

test("clearing the loaders also clears those created for arguments", async () => {
  const { requested, ask } = counted((keys) => keys.map((id) => ({ id, shelf: "1" })));
  const loaders = { tinsOn: memoize((_page: { first: number }) => loadMany(ask, (tin) => tin.id)) };
  for (const _again of [1, 2]) await loaders.tinsOn({ first: 2 }).load("a");
  expect(requested).toEqual([1]);
  clearLoaders(loaders);
  await loaders.tinsOn({ first: 2 }).load("a");
  expect(requested).toEqual([1, 1]);
});

test("each mutation of a request returns the state after it, also when the one before failed halfway", async () => {
  let shelf = "1";
  const { ask } = counted((keys) => keys.map((id) => ({ id, shelf })));
  const loaders = { tinById: loadOne(ask, (tin) => tin.id) };
  type Loading = { loaders: typeof loaders };
  const move = async (_parent: unknown, args: { to: string }, context: Loading) => {
    await context.loaders.tinById.load("a");
    shelf = args.to;
    if (args.to === "3") throw new Error("the second half failed");
    return "a";
  };
  const sdl = `${head()} type Query { a: Int @public } type Mutation { move(to: String!): Tin @public look: Tin @public }
    type Tin { shelf: String }`;
  const { schema } = build(sdl, {
    Mutation: { move, look: () => "a" },
    Tin: { shelf: async (id: string, _args: unknown, { loaders }: Loading) => (await loaders.tinById.load(id))?.shelf },
  });
  const text = `mutation { one: move(to: "2") { shelf } two: move(to: "3") { shelf } three: look { shelf } }`;
  expect(await askAs(guest, schema, text, { loaders })).toEqual({
    data: { one: { shelf: "2" }, two: null, three: { shelf: "3" } },
    refused: [["two", "the second half failed"]],
  });
});
