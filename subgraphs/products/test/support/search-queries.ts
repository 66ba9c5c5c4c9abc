/** Random queries of customers, by chance, from the words of a catalogue. */
import type { Chance } from "@hansa/kit/testing";

/** The texts of a catalogue: of each product its words, and all of its SKUs. */
export type Vocabulary = { products: readonly (readonly string[])[]; skus: readonly string[] };

const letters = "abcdefghijklmnopqrstuvwxyzäöüéñßøçλж茶";
const accents = ["\u0300", "\u0301", "\u0308", "\u0327", "\u20dd"];
/** Signs and words with a meaning in the query language of SQLite's index, of PostgreSQL's, or of SQL. */
const operators = [
  "AND",
  "OR",
  "NOT",
  "NEAR",
  "&",
  "|",
  "!",
  "<->",
  ":*",
  "*",
  ":",
  "^",
  "-",
  "+",
  "{title}",
  "||",
  "$1",
];
const signs = ['"', "'", "\\", "(", ")", "%", "_", ";", "--", "/", ".", ",", "…", "“", "’", "?", "😀"];

/** The kinds of queries; each makes one. */
export const kindsOfQueries = {
  word: (all, chance) => wordOf(all, chance),
  beginning: (all, chance) => beginningOf(wordOf(all, chance), chance),
  ending: (all, chance) => wordOf(all, chance).slice(-chance.whole(3, 6)),
  "piece of a word": (all, chance) => {
    const [...own] = wordOf(all, chance);
    const from = chance.whole(0, own.length - 1);
    return own.slice(from, from + chance.whole(1, 4)).join("");
  },
  misspelling: (all, chance) => misspelled(wordOf(all, chance), chance),
  "words of one product": (all, chance) => {
    const own = chance.oneOf(all.products);
    return Array.from({ length: chance.whole(2, 4) }, () => chance.oneOf(own)).join(" ");
  },
  "words of several products": (all, chance) => `${wordOf(all, chance)} ${beginningOf(wordOf(all, chance), chance)}`,
  "joined words": (all, chance) => `${wordOf(all, chance)}${chance.oneOf(["", "-", "_", "'"])}${wordOf(all, chance)}`,
  capitals: (all, chance) => wordOf(all, chance).toUpperCase(),
  accents: (all, chance) => {
    const [...own] = wordOf(all, chance);
    const at = chance.whole(0, own.length - 1);
    return chance.happens(0.3)
      ? own.join("").normalize("NFD")
      : own.map((letter, index) => (index === at ? letter + chance.oneOf(accents) : letter)).join("");
  },
  digits: (all, chance) => chance.oneOf([String(chance.whole(0, 2_000)), chance.oneOf(all.skus).replaceAll(/\D/g, "")]),
  SKU: (all, chance) => {
    const sku = chance.oneOf(all.skus);
    return chance.oneOf([sku, sku.toLowerCase(), sku.replaceAll(/[^\p{L}\p{N}]/gu, " "), beginningOf(sku, chance)]);
  },
  "one letter": (_all, chance) => chance.oneOf([...letters]),
  punctuation: (all, chance) =>
    `${chance.oneOf(signs)}${wordOf(all, chance)}${chance.oneOf(signs)}${chance.oneOf(["", wordOf(all, chance)])}`,
  operators: (all, chance) =>
    `${wordOf(all, chance)} ${chance.oneOf(operators)}${chance.oneOf(["", " "])}${wordOf(all, chance)}`,
  "no words": (_all, chance) => `${chance.oneOf(signs)}${chance.oneOf(signs)} ${chance.oneOf(signs)}`,
} satisfies Record<string, (all: Vocabulary, chance: Chance) => string>;

export type KindOfQuery = keyof typeof kindsOfQueries;

/** So many queries, of each kind in turn. */
export function drawQueries(all: Vocabulary, chance: Chance, count: number): { kind: KindOfQuery; query: string }[] {
  const kinds = Object.keys(kindsOfQueries).filter((kind): kind is KindOfQuery => kind in kindsOfQueries);
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? "word";
    return { kind, query: [...kindsOfQueries[kind](all, chance)].slice(0, 90).join("") };
  });
}

function wordOf({ products }: Vocabulary, chance: Chance): string {
  return chance.oneOf(chance.oneOf(products));
}

function beginningOf(word: string, chance: Chance): string {
  const [...own] = word;
  return own.slice(0, chance.whole(1, Math.max(1, own.length - 1))).join("");
}

/** A letter is left out, doubled, exchanged with the next one, or another one. */
function misspelled(word: string, chance: Chance): string {
  const [...own] = word;
  const at = chance.whole(0, own.length - 1);
  const [letter = "", next = ""] = own.slice(at, at + 2);
  const written = chance.oneOf([
    () => [next],
    () => [letter, letter, next],
    () => [next, letter],
    () => [chance.oneOf([...letters]), next],
  ]);
  return [...own.slice(0, at), ...written(), ...own.slice(at + 2)].join("");
}
