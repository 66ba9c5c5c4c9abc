/** The cache of documents: bounded by bytes, and never emptied by texts that are used once, or by one sender alone. */
import { expect, test } from "vitest";
import { openByteCache } from "../../src/graphql/document-bytes.ts";
import { withTrace } from "../../src/runtime/trace.ts";

const maxBytes = 1_000;
const names = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix} ${index}`);

/** A cache in which entries of ten bytes with these names were used twice. */
function cacheWith(established: readonly string[]) {
  const cache = openByteCache<{ bytes: number }>(maxBytes);
  for (const name of established) {
    cache.set(name, { bytes: 10 });
    cache.get(name);
  }
  return cache;
}

test("entries that are used once evict none that was used twice", () => {
  const pages = names(75, "page");
  const cache = cacheWith(pages);
  for (const name of names(10_000, "once")) cache.set(name, { bytes: 10 });
  expect(pages.filter((name) => cache.get(name) === undefined)).toEqual([]);
});

test("entries that were used twice evict the least recently used of these", () => {
  const cache = cacheWith(names(75, "page"));
  cache.get("page 0");
  cache.set("another", { bytes: 10 });
  cache.get("another");
  expect(cache.get("page 1")).toBeUndefined();
  expect(cache.get("page 0")).toBeDefined();
});

/** Does it as a request of that sender. */
const as = <T>(id: string, work: () => T): T =>
  withTrace({ requestId: "req_1", entry: "graphql", sender: { id, account: "" } }, work);

test("entries that one sender uses again and again evict none that two senders use", () => {
  const pages = names(50, "page");
  const cache = openByteCache<{ bytes: number }>(maxBytes);
  for (const name of pages) {
    as("one", () => cache.set(name, { bytes: 10 }));
    as("another", () => cache.get(name));
  }
  as("greedy", () => {
    for (const name of names(10_000, "greedy")) {
      cache.set(name, { bytes: 10 });
      cache.get(name);
      cache.get(name);
    }
  });
  expect(pages.filter((name) => cache.get(name) === undefined)).toEqual([]);
  expect(cache.size()).toEqual({ entries: 75, bytes: 750 });
});

test("an entry that its sender uses alone stays beside others that are used once", () => {
  const cache = openByteCache<{ bytes: number }>(maxBytes);
  as("one", () => {
    cache.set("page", { bytes: 10 });
    cache.get("page");
  });
  as("greedy", () => {
    for (const name of names(10_000, "once")) cache.set(name, { bytes: 10 });
  });
  expect(cache.get("page")).toBeDefined();
});

test("a new entry stays until a quarter of the bytes was added after it", () => {
  const stays = cacheWith([]);
  for (const name of names(25, "once")) stays.set(name, { bytes: 10 });
  expect(stays.get("once 0")).toBeDefined();
  const goes = cacheWith([]);
  for (const name of names(26, "once")) goes.set(name, { bytes: 10 });
  expect(goes.get("once 0")).toBeUndefined();
});

test("all entries together keep within the bytes, and larger ones are not kept", () => {
  const all = names(500, "any");
  const cache = cacheWith(all);
  for (const name of names(500, "once")) cache.set(name, { bytes: 10 });
  cache.set("large", { bytes: maxBytes });
  const cached = [...all, ...names(500, "once"), "large"].filter((name) => cache.get(name));
  expect(cached.length).toBeGreaterThan(0);
  expect(cached.length * 10).toBeLessThanOrEqual(maxBytes);
});

test("an entry that grows evicts others by its new size, and one that was evicted is not added again", () => {
  const cache = cacheWith(names(75, "page"));
  const grown = cache.get("page 0");
  if (!grown) throw new Error("page 0 is not kept");
  grown.bytes = 510;
  cache.resize("page 0", grown);
  expect(cache.get("page 0")).toBe(grown);
  expect(names(75, "page").filter((name) => cache.get(name))).toHaveLength(25);
  grown.bytes = maxBytes;
  cache.resize("page 0", grown);
  expect(cache.get("page 0")).toBeUndefined();
  grown.bytes = 10;
  cache.resize("page 0", grown);
  expect(cache.get("page 0")).toBeUndefined();
});
