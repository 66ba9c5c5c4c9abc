/** The check of fields fails for a field without a resolver or property. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTypes, findUnservedFields } from "../../check/steps/fields.ts";

const folder = mkdtempSync(path.join(tmpdir(), "hansa-fields-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sdl = `
  type Query { cup: Cup }
  type Cup { title: String!, maker: String, weight: Int!, size(unit: String): Int, note: String, colour: String @external }
`;

const generated = `
type Fn<T> = (parent: unknown) => Promise<T> | T;
type Resolver<T> = Fn<T> | { resolve: Fn<T> };
type CupRow = { title: string; maker?: string | undefined; weight: string; size: number };
export type ResolversParentTypes = { Query: Record<PropertyKey, never>; Cup: CupRow };
export type QueryResolvers = { cup?: Resolver<CupRow | null> };
export type CupResolvers = {
  title?: Resolver<string>;
  maker?: Resolver<string | null>;
  weight?: Resolver<number>;
  size?: Resolver<number | null>;
  note?: Resolver<string | null>;
};
`;

test("a field without a resolver needs a property of its type in its parent, and a field with arguments a resolver", () => {
  const file = path.join(folder, "resolvers.ts");
  writeFileSync(file, generated);
  const program = createTypes([file]);
  const query = { cup: () => null };

  const found = findUnservedFields(sdl, { Query: query }, program, file);
  expect(found.looked).toBe(7);
  expect(found.faults).toEqual([
    "Cup.weight has no resolver, and the property of CupRow is string where the field is number | Promise<number>",
    "Cup.size has arguments, and no resolver that reads them",
    'Cup.note has neither a resolver nor a property "note" in its parent type CupRow',
  ]);

  const cup = { weight: () => 1, size: () => 1, note: () => "" };
  expect(findUnservedFields(sdl, { Query: query, Cup: cup }, program, file).faults).toEqual([]);
  expect(findUnservedFields(sdl, { Cup: cup }, program, file).faults).toEqual([
    'Query.cup has neither a resolver nor a property "cup" in its parent type Record<PropertyKey, never>',
  ]);
});
