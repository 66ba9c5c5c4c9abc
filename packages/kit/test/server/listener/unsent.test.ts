/** Unsent bytes: a network has its share, all together the whole, and those that fill it leave room for one that has nothing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { openUnsent } from "../../../src/server/listener/unsent.ts";

const limits = { perNetwork: 800, all: 6_400 };
/** More answers than all networks together may have unread. */
const many = { minLength: 2_000, maxLength: 2_500 };
const addressOf = (number: number) => `198.51.100.${number}`;

test("a network that has as much as it may have is refused, others are not, until it takes its bytes", () => {
  const unsent = openUnsent(limits);
  expect([unsent.admits("192.0.2.1"), unsent.isFull("192.0.2.1")]).toEqual([true, false]);
  unsent.add("192.0.2.1", 799);
  expect([unsent.admits("192.0.2.1"), unsent.isFull("192.0.2.1")]).toEqual([true, false]);
  unsent.add("192.0.2.1", 1);
  expect([unsent.admits("192.0.2.1"), unsent.isFull("192.0.2.1")]).toEqual([false, true]);
  expect([unsent.admits("192.0.2.2"), unsent.isFull("192.0.2.2")]).toEqual([true, false]);
  unsent.add("192.0.2.1", -800);
  expect([unsent.admits("192.0.2.1"), unsent.total()]).toEqual([true, 0]);
});

test("the addresses of an IPv6 network, and one address in both notations, are one client", () => {
  const unsent = openUnsent(limits);
  unsent.add("2001:db8:1:2::1", 800);
  unsent.add("::ffff:192.0.2.1", 800);
  expect(["2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.1"].map(unsent.admits)).toEqual([false, true, false]);
});

test("ten networks that read nothing keep no other one that has nothing from its answer", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 10 })), many),
      (responses) => {
        const unsent = openUnsent(limits);
        for (const [number, bytes] of responses)
          if (unsent.admits(addressOf(number))) unsent.add(addressOf(number), bytes);
        expect(unsent.admits("203.0.113.1")).toBe(true);
        expect(unsent.total()).toBeLessThan(limits.all);
      },
    ),
  );
});

test("what must go out counts for its own network: far beyond its limit, it takes no more from the others than its share", () => {
  const unsent = openUnsent(limits);
  unsent.add("192.0.2.1", 100_000);
  expect([unsent.admits("192.0.2.1"), unsent.admits("192.0.2.2"), unsent.total()]).toEqual([false, true, 100_000]);
});
