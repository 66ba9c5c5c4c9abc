/** A plugin that puts the text of each document where it is used: the generated list would bring all of them into every script. */
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const call = /\bgraphql\(\s*`\s*(query|mutation|fragment)\s+(\w+)[^`]*`\s*,?\s*\)/g;
const generatedDocument = /export const (\w+)Document = new TypedDocumentString\(`([^`]*)`/g;

/** Replaces each `graphql(...)` by its text in the generated file, with the fragments that it spreads; a fragment alone is only a type. */
export function inlineDocuments(generated: string): Plugin {
  let texts = new Map<string, string>();
  return {
    name: "inline-documents",
    apply: "build",
    enforce: "pre",
    buildStart() {
      const found = readFileSync(generated, "utf8").matchAll(generatedDocument);
      texts = new Map([...found].map(([, name = "", text = ""]) => [name, withoutBlanks(text)]));
      if (texts.size === 0) this.error("there are no generated documents: npm run codegen");
    },
    transform(code, id) {
      if (id.includes("/generated/") || !code.includes("graphql(`")) return null;
      const replaced = code.replace(call, (_call, kind: string, name: string) => {
        if (kind === "fragment") return "undefined";
        const text = texts.get(name);
        if (text === undefined) this.error(`${name} is not generated: npm run codegen`);
        return JSON.stringify(text);
      });
      return { code: replaced, map: null };
    },
  };
}

/** The documents have no strings in which blanks count. */
function withoutBlanks(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/ ?([{}():,!]) ?/g, "$1")
    .trim();
}
