/** The GraphQL blocks of a page of docs/, each with the variables beneath it, for a test that runs all of them. */
import { graphqlBlocks, readDoc } from "@hansa/kit/testing";
import { Kind, parse } from "graphql";
import { expect } from "vitest";
import { z } from "zod";
import { present } from "./mutations.ts";
import type { Sender, Shop } from "./shop.ts";

export type Page = {
  /** The names of its operations. */
  names: readonly string[];
  /** Those that were run. */
  used: ReadonlySet<string>;
  /** Runs a block with `values` in the place of `<order>` and the like; answers with its first field. Throws on a fault. */
  run(s: Shop, name: string, sender: Sender, values: Readonly<Record<string, string>>): Promise<unknown>;
};

/** Reads docs/`page`.md. */
export function openPage(page: string): Page {
  const text = readDoc(page);
  const blocks = graphqlBlocks(text).map((block) => {
    const [operation] = parse(block.text).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION || !operation.name) throw new Error(`no name: ${block.text}`);
    const variables = JSON.stringify(z.looseObject({}).parse(block.json));
    return { name: operation.name.value, text: block.text, variables };
  });
  expect(text.match(/```graphql/g)).toHaveLength(blocks.length);
  const used = new Set<string>();
  return {
    names: blocks.map(({ name }) => name),
    used,
    run: async (s, name, sender, values) => {
      const block = present(
        blocks.find((known) => known.name === name),
        name,
      );
      used.add(name);
      const filled = block.variables.replaceAll(/<(\w+)>/g, (_match, of: string) => present(values[of], of));
      const { data, errors } = await s.query(block.text, JSON.parse(filled), sender);
      expect(errors, name).toBeUndefined();
      return Object.values(data ?? {})[0];
    },
  };
}
