/** The function of PostgreSQL that makes a text of terms searchable: no parser divides a term. */
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { requireDatabase } from "../../../testing/index.ts";

const prelude = readFileSync(new URL("../../../src/store/engine/pg/prelude.sql", import.meta.url), "utf8");

test("search_terms takes every term as it is, with its label, whatever signs it has", async (context) => {
  const { url } = await requireDatabase(context);
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(prelude);
  const vectorOf = async (terms: string) => {
    const { rows } = await client.query<[string]>({
      text: "SELECT hansa.search_terms($1, 'B')::text",
      values: [terms],
      rowMode: "array",
    });
    return rows[0]?.[0];
  };
  expect(await vectorOf("")).toBe("");
  expect(await vectorOf("tea  c++ _aet t-shirt o'neil:1A 日本 tea")).toBe(
    "'_aet':4B 'c++':3B 'o''neil:1A':6B 't-shirt':5B 'tea':1B,8B '日本':7B",
  );
  expect(await vectorOf("back\\slash")).toBe("'backslash':1B");
  expect(await vectorOf("茶".repeat(2_000))).toBe(`'${"茶".repeat(500)}':1B`);
  const distinct = Array.from({ length: 60_000 }, (_, index) => `${index.toString(36)}x`);
  const { rows } = await client.query("SELECT length(hansa.search_terms($1, 'D')) AS terms", [distinct.join(" ")]);
  expect(rows).toEqual([{ terms: 60_000 }]);
});
