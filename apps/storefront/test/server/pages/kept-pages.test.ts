/** Kept pages: bounded in bytes and in age, by large pages and by many small ones. */
import { expect, test } from "vitest";
import { openKeptPages } from "../../../server/pages/kept-pages.ts";

const minute = 60_000;
const megabyte = 1024 * 1024;

test("a page is found for ten minutes, as it was rendered last", () => {
  const pages = openKeptPages();
  pages.keep("/", "first", 0);
  pages.keep("/", "second", minute);
  expect(pages.find("/", 11 * minute)).toEqual({ html: "second", at: minute });
  expect(pages.find("/", 11 * minute + 1)).toBeUndefined();
  expect(pages.find("/other", 0)).toBeUndefined();
});

test("the page that was kept longest ago leaves first, beyond 16 MB", () => {
  const pages = openKeptPages();
  const page = "x".repeat(megabyte - 100);
  for (let number = 1; number <= 9; number += 1) pages.keep(`/${number}`, page, 0);
  const found = (number: number) => pages.find(`/${number}`, 0) !== undefined;
  expect([1, 2, 3, 9].map(found)).toEqual([false, true, true, true]);
  pages.keep("/3", "small now", 0);
  pages.keep("/10", page, 0);
  pages.keep("/11", page, 0);
  expect([2, 3, 4, 10, 11].map(found)).toEqual([false, true, true, true, true]);
});

test("a very large page is not kept, and takes the place of none", () => {
  const pages = openKeptPages();
  pages.keep("/small", "small", 0);
  pages.keep("/large", "x".repeat(9 * megabyte), 0);
  pages.keep("/half", "x".repeat(megabyte + 1), 0);
  expect(pages.find("/large", 0)).toBeUndefined();
  expect(pages.find("/half", 0)).toBeUndefined();
  expect(pages.find("/small", 0)?.html).toBe("small");
});

test("a hundred thousand small pages take no more than that", () => {
  const pages = openKeptPages();
  const count = 100_000;
  for (let number = 0; number < count; number += 1) pages.keep(`/products/${number}`, "x".repeat(500), 0);
  let bytes = 0;
  for (let number = 0; number < count; number += 1)
    bytes += 2 * (pages.find(`/products/${number}`, 0)?.html.length ?? 0);
  expect(bytes).toBeGreaterThan(10 * megabyte);
  expect(bytes).toBeLessThan(16 * megabyte);
});
