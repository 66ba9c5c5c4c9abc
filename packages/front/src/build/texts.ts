/** A plugin that puts the texts of a part where they are used: the file of a language would bring all of them into every script. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const call = /\btextsOf\("(\w+)"\)/g;
/** A part of the file of a language: an object in one line, or one that ends at the begin of a line. */
const part = /^export const (\w+)(?:: [^=]+)? = (\{.*\}|\{[\s\S]*?^\});$/gm;

/** The language whose file says which texts there are; one that lacks a part has its texts. */
const first = "en";

/** Replaces each `textsOf("part")` by an object with the part of each language; the folder has a file of each, named by its code. */
export function inlineTexts(folder: string): Plugin {
  let languages = new Map<string, ReadonlyMap<string, string>>();
  return {
    name: "inline-texts",
    apply: "build",
    enforce: "pre",
    buildStart() {
      languages = new Map(
        languageFiles(folder).map((file) => [path.basename(file, ".ts"), partsOf(path.join(folder, file))]),
      );
    },
    transform(code, id) {
      if (!code.includes("textsOf(")) return null;
      const replaced = code.replace(call, (_call, name: string) => {
        const texts = [...languages].map(([language, parts]) => {
          const text = parts.get(name) ?? languages.get(first)?.get(name);
          if (text === undefined) this.error(`${id}: there is no part ${name} in texts/${first}.ts`);
          return `${language}: ${text}`;
        });
        return `({ ${texts.join(", ")} })`;
      });
      return { code: replaced, map: null };
    },
  };
}

function languageFiles(folder: string): string[] {
  return readdirSync(folder).filter((file) => /^[a-z]{2}\.ts$/.test(file));
}

/** The parts of a file, as it writes them. */
function partsOf(file: string): ReadonlyMap<string, string> {
  const source = readFileSync(file, "utf8");
  return new Map([...source.matchAll(part)].map(([, name = "", text = ""]) => [name, text]));
}
