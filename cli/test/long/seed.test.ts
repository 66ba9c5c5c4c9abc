/** `npm run hansa -- seed`: the same shop every time, also after a seed that was killed, and with as many products as were asked for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { seedMarker, seedNotes, seedState } from "../../host/data/seed-marker.ts";
import { storeFile } from "../../host/shop.mjs";
import { seed, startSeed } from "../demo/support/seed-command.ts";
import { fingerprints, queryStore } from "../demo/support/store-fingerprints.ts";

const folder = mkdtempSync(path.join(tmpdir(), "hansa-seed-"));
const few = ["--orders", "10"];
afterAll(() => rmSync(folder, { recursive: true }));

test("a seed that is killed is no shop, and the next one makes the very shop that any seed makes", async () => {
  const data = path.join(folder, "first");
  expect(await seed(data, few)).toMatchObject({ code: 0 });
  const other = path.join(folder, "second");
  const { printed, stop } = startSeed(other, few);
  await printed("The past:");
  await stop("SIGKILL");
  expect(seedState(other)).toBe("unfinished");

  const second = await seed(other, [...few, "--if-empty"]);
  expect(second.code, second.output).toBe(0);
  expect(second.output).toContain("cut short");
  expect(fingerprints(other)).toEqual(fingerprints(data));
  expect(readdirSync(path.join(other, "products/media"))).toEqual(readdirSync(path.join(data, "products/media")));
  for (const name of [seedMarker, seedNotes])
    expect(readFileSync(path.join(other, name), "utf8")).toEqual(readFileSync(path.join(data, name), "utf8"));
});

test("as many products as were asked for fill the shelves, each of them sold and found", async () => {
  const large = path.join(folder, "large");
  const { code, output } = await seed(large, ["--products", "700", "--orders", "2"]);
  expect(code, output).toBe(0);
  const count = (request: string) =>
    queryStore(large, storeFile("", "products"), `SELECT count(*) AS found FROM ${request}`)[0]?.found;
  expect(count("products WHERE status = 'ACTIVE'")).toBe(700);
  expect(count("(SELECT DISTINCT product_id FROM price_ranges)")).toBe(700);
  expect(count("(SELECT DISTINCT product_id FROM media)")).toBe(700);
  expect(count("product_search WHERE product_search MATCH 'title : lantern'")).toBeGreaterThan(2);
});
