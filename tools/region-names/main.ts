/**
 * Writes the names of regions in their countries' languages from `countryinfo.txt` of Google's libaddressinput: those that lead to no region
 * without this table. Its codes are of an older edition for some countries, so that a known name stays as it is.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const table = new URL("../../packages/commerce/src/address/native-region-names.ts", import.meta.url);

/** The line of a country: its regions' keys, names, names in Latin letters and codes, each list joined by `~`. */
const countryLine = /^data\/([A-Z]{2})=(\{.*\})$/gm;
const list = z
  .string()
  .default("")
  .transform((text) => text.split("~"));
const countryOf = z.object({ sub_keys: list, sub_names: list, sub_lnames: list, sub_isoids: list });

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("Say which file to read: node tools/region-names/main.ts FILE");

write([]);
const { findRegions, regionCode } = await import("@hansa/commerce/address/regions");
write(
  [...readFileSync(file, "utf8").matchAll(countryLine)].flatMap(([, country = "", json = ""]) => {
    const names = namesOf(country, countryOf.parse(JSON.parse(json)));
    return names.length === 0 ? [] : [`  ${country}: ${JSON.stringify(names.join("|"))},\n`];
  }),
);

/** The unknown names of a country's regions, each behind its local code. */
function namesOf(
  country: string,
  { sub_keys, sub_names, sub_lnames, sub_isoids }: z.infer<typeof countryOf>,
): string[] {
  return sub_keys.flatMap((key, at) => {
    const code = regionCode(country, sub_isoids[at] || key);
    if (code === null) return [];
    const names = [key, sub_names[at], sub_lnames[at]].flatMap((name) => name || []);
    const unknown = new Set(names.filter((name) => findRegions(country, name).length === 0));
    return [...unknown].map((name) => `${code.slice(country.length + 1)} ${name}`);
  });
}

function write(rows: readonly string[]): void {
  const lines = rows.length === 0 ? "{}" : `{\n${rows.join("")}}`;
  writeFileSync(
    table,
    `/** Names of regions in their countries' languages. Written by tools/region-names from countryinfo.txt of libaddressinput (CC-BY 4.0). */

/** The names of a country, each behind its local code: \`SH 上海市|BJ 北京市\`. */
export const nativeRegionNames: Readonly<Record<string, string>> = ${lines};
`,
  );
}
