/** Code blocks of the pages in docs/: tests run them, so that they stay correct. */
import { readFileSync } from "node:fs";

/** A GraphQL block and, parsed, the JSON block that stands directly behind it: variables or a response. Null: there is none. */
export type DocBlock = { text: string; json: unknown };

/** The text of docs/`name`.md, such as `owners/import`. */
export function readDoc(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), "utf8");
}

/** Every GraphQL block of a page, in its order. Throws if JSON behind one is none. */
export function graphqlBlocks(page: string): DocBlock[] {
  const blocks = page.matchAll(/```graphql\n([\s\S]*?)```(?:\s*```json\n([\s\S]*?)```)?/g);
  return [...blocks].map(([, text = "", json]) => ({ text, json: json === undefined ? null : JSON.parse(json) }));
}
