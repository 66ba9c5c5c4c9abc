/** docs/owners/shop-settings.md: every example is run in order on a new shop and returns the documented response. */
import { readFileSync } from "node:fs";
import { graphqlBlocks, readDoc } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { colleague } from "../support/back-office/settings.ts";
import { newKey } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

const page = readDoc("owners/shop-settings");

const made = z.looseObject({ id: z.string() });

/** The ids in a response by entity, for placeholders such as `<the zone's id>` on the page. */
function idsIn(response: unknown): [string, string][] {
  if (typeof response !== "object" || response === null) return [];
  return Object.entries(response).flatMap(([name, value]): [string, string][] => {
    const known = made.safeParse(value);
    const kind = { zone: "zone", method: "method", taxRate: "rate" }[name];
    return [...(kind && known.success ? [[kind, known.data.id] satisfies [string, string]] : []), ...idsIn(value)];
  });
}

test("every example of the page has its documented response and no error", async () => {
  const s = await shop();
  for (const table of ["shipping_rates", "shipping_methods", "shipping_zone_countries", "shipping_zones", "tax_rates"])
    await s.corruptStore(`DELETE FROM ${table}`);
  const examples = graphqlBlocks(page).map(({ text, json }) => ({ text, response: json }));
  expect(examples.length).toBeGreaterThan(10);
  expect(examples.filter(({ response }) => response !== null)).toHaveLength(page.split("```json").length - 1);
  const ids = new Map<string, string>();
  for (const { text, response } of examples) {
    const filled = text.replaceAll(/<the (\w+)'s id>/g, (match, kind: string) => ids.get(kind) ?? match);
    const { data, errors } = await s.query(filled, { key: newKey() }, colleague("ADMIN"));
    expect(errors, text).toBeUndefined();
    expect(data, text).toMatchObject(Object(response ?? {}));
    // A refusal appears as its selected fields, or as an empty object without a selection.
    const isRefused = (shown: unknown) => /"(message|problems)":|\{\}/.test(JSON.stringify(shown));
    expect(isRefused(data), text).toBe(isRefused(response));
    for (const [kind, id] of idsIn(data)) ids.set(kind, id);
  }
});

test("the page names every changeable setting and every possible refusal", () => {
  const schema = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
  const input = /input ShopSettingsUpdateInput \{([\s\S]*?)\n\}/.exec(schema)?.[1] ?? "";
  const fields = [...input.matchAll(/^ {2}(\w+):/gm)].map(([, field]) => field);
  expect(fields).toContain("expectedVersion");
  for (const field of fields) expect(page).toContain(`\`${field}\``);
  for (const refusal of [
    "CurrencyNotOfferedError",
    "ShippingCountryTakenError",
    "TaxRateInUseError",
    "VersionConflictError",
  ])
    expect(page).toContain(refusal);
});
