/** A plugin that puts each document where it is used: the generated list of all of them would go into every script. */
import type { Plugin } from "vite";

const call = /\bgraphql\(\s*`\s*(query|mutation|fragment)\s+(\w+)[^`]*`\s*,?\s*\)/g;

/** Replaces each `graphql(...)` by the document of its name, and lets the bundler drop documents that nobody uses. */
export function inlineDocuments(): Plugin {
  return {
    name: "inline-documents",
    enforce: "pre",
    transform(code, id) {
      if (id.includes("/generated/graphql.ts")) {
        return {
          code: code.replaceAll("= new TypedDocumentString(", "= /*#__PURE__*/ new TypedDocumentString("),
          map: null,
        };
      }
      if (id.includes("/generated/") || !code.includes("graphql(")) return null;
      const names = new Set<string>();
      const replaced = code.replace(call, (_call, kind: string, name: string) => {
        const document = kind === "fragment" ? `${name}FragmentDoc` : `${name}Document`;
        names.add(document);
        return `${document}$`;
      });
      const imports = [...names].map((name) => `${name} as ${name}$`).join(", ");
      const file = relativeToGenerated(id);
      return { code: `import { ${imports} } from "${file}";\n${replaced}`, map: null };
    },
  };
}

function relativeToGenerated(id: string): string {
  const depth = (id.split("/storefront/")[1] ?? "").split("/").length - 1;
  return `${depth === 0 ? "./" : "../".repeat(depth)}generated/graphql.ts`;
}
