/** The rules of prose and of the kit's words: each finds the breach that it is for, and leaves sound examples alone. */
import ts from "typescript";
import { expect, test } from "vitest";
import { findShopWords } from "../../check/rules/kit-words.ts";
import { findLongCells, findWideLines } from "../../check/rules/pages/markdown.ts";
import { findPhrases, findPhrasesInIntroduction } from "../../check/rules/phrases.ts";

test.each([
  ["const users = 1;", "users"],
  ["deps.orderId;", "orderId"],
  ['ask({ name: "users.revocations" });', "users"],
  ["log(`orders did not answer`);", "orders"],
])("the kit's code has no word of the shop: %s", (code, word) => {
  const words = new Set(["users", "orders", "orderId"]);
  const fault = `packages/kit/src/a.ts: "${word}" is a word of the shop, which the kit does not know.`;
  const parse = (text: string) => ts.createSourceFile("packages/kit/src/a.ts", text, ts.ScriptTarget.Latest, true);
  expect(findShopWords(parse(code), words)).toEqual([fault]);
  expect(findShopWords(parse(`/** ${word} */ const order = ORDER;`), words)).toEqual([]);
});

test.each([
  "Whoever asks is answered.",
  "Nobody holds the lease.",
  "It may belong to somebody else.",
  "It is retried whatever happens.",
  "Calls in vain are counted.",
  "It runs errands.",
  "A retry is hastened.",
  "It heeds the lease.",
  "The post office sends it.",
  "Money is given back.",
  "The next run goes on with it.",
  "The inner door of a service.",
  "It is written down first.",
  "The news of a parcel.",
  "Names follow STYLE.",
])("a forbidden phrase is found: %s", (text) => {
  expect(findPhrases(text)).toHaveLength(1);
});

test.each(["What is filtered.", "Who asks.", "How many rows.", "Where it is kept.", "That which is sold."])(
  "an introduction begins with its noun: %s",
  (text) => {
    expect(findPhrasesInIntroduction(text)).toHaveLength(1);
    expect(findPhrases(text)).toEqual([]);
  },
);

test("sentences in plain English are accepted", () => {
  expect(findPhrasesInIntroduction("Filters the list. The order waits for a member of staff.")).toEqual([]);
});

test("a line of Markdown ends before column 100, outside tables and code", () => {
  const words = (length: number) => "word ".repeat(length / 5);
  expect(findWideLines(`${words(95)}\n| ${words(150)} |\n\`\`\`sh\n${words(150)}\n\`\`\`\n`)).toEqual([]);
  expect(findWideLines(`# Title\n\n${words(100)}`)).toEqual(["line 3 has 100 characters; at most 99."]);
});

test("a table cell has at most twelve words; code and addresses of links do not count", () => {
  const words = (length: number) => "word ".repeat(length);
  expect(findLongCells(`${words(20)}\n| ${words(12)} | [link](docs/a%20b.md) \`a b c\` ${words(11)} |`)).toEqual([]);
  expect(findLongCells(`\`\`\`\n| ${words(13)} |\n\`\`\``)).toEqual([]);
  expect(findLongCells(`# Title\n\n| ${words(3)} | ${words(13)} |`)).toEqual([
    "line 3 has a table cell of 13 words; at most 12.",
  ]);
});
