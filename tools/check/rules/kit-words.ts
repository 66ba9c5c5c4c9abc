/** Words of the shop in the code of the kit, which knows no service and no fact of commerce. Comments may give an example. */
import ts from "typescript";

/** A viewer has an account in every system. */
const wordsOfIdentity = new Set(["userId"]);

/** Finds these words among the names and texts of a file: whole, or as a part of a text. */
export function findShopWords(source: ts.SourceFile, words: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const look = (written: string) => {
    for (const word of written.match(/[A-Za-z]+/g) ?? [])
      if (words.has(word) && !wordsOfIdentity.has(word)) found.add(word);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) look(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found].map((word) => `${source.fileName}: "${word}" is a word of the shop, which the kit does not know.`);
}
