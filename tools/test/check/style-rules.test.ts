/** The rules of layout and prose: each finds the breach that it is for, and leaves sound examples alone. */
import { expect, test } from "vitest";
import { findShopWords } from "../../check/rules/kit-words.ts";
import { findFullFolders, findLayoutFaults, findRootFolders } from "../../check/rules/layout.ts";
import { findLongCells, findWideLines } from "../../check/rules/pages/markdown.ts";
import { findPhrases, findPhrasesInIntroduction } from "../../check/rules/phrases.ts";

const required = ["index", "config", "server", "context", "api/graphql/index", "loaders/loaders", "store/tables"];
const sound = required.map((file) => `subgraphs/shelves/src/${file}.ts`);
const folderOf = (count: number, ending = ".ts") =>
  Array.from({ length: count }, (_, n) => `cli/audit/rule-${n}${ending}`);

test("a folder of more than twelve source files gets a hint; tests do not count", () => {
  expect(findFullFolders([...sound, ...folderOf(12), ...folderOf(20, ".test.ts")])).toEqual([]);
  expect(findFullFolders(folderOf(13))).toEqual(["cli/audit has 13 source files, more than 12: is it one idea?"]);
  expect(findLayoutFaults(folderOf(13))).toEqual([]);
});

test("a tenth folder of the top is named, and a missing one; those of tools are not", () => {
  const planned = ["packages", "apps", "subgraphs", "router", "cli", "tools", "lab", "e2e", "docs"];
  expect(findRootFolders([...planned, ".ci"])).toEqual([]);
  expect(findRootFolders([...planned, "bench"])).toEqual([
    "bench/ is no folder of the plan: see the tree in ARCHITECTURE.md.",
  ]);
  expect(findRootFolders(planned.slice(1))).toEqual(["packages/ is missing: see the tree in ARCHITECTURE.md."]);
});

test.each([
  ["const users = 1;", "users"],
  ["deps.orderId;", "orderId"],
  ['ask({ name: "users.revocations" });', "users"],
  ["log(`orders did not answer`);", "orders"],
])("the kit's code has no word of the shop: %s", (code, word) => {
  const words = new Set(["users", "orders", "orderId"]);
  const fault = `packages/kit/src/a.ts: "${word}" is a word of the shop, which the kit does not know.`;
  expect(findShopWords("packages/kit/src/a.ts", code, words)).toEqual([fault]);
  expect(findShopWords("packages/kit/src/a.ts", `/** ${word} */ const order = ORDER;`, words)).toEqual([]);
});

test.each(required)("a subgraph without %s is named", (file) => {
  const missing = `subgraphs/shelves/src/${file}.ts`;
  expect(findLayoutFaults(sound.filter((one) => one !== missing))).toEqual([
    `${missing} is missing: every subgraph has it.`,
  ]);
});

test.each(["subgraphs/shelves/src/resolvers/query.ts", "subgraphs/shelves/src/internal.ts"])(
  "%s is in no folder of a subgraph",
  (file) => {
    expect(findLayoutFaults([...sound, file])).toEqual([
      `${file} is in no folder of a subgraph: see the tree in ARCHITECTURE.md.`,
    ]);
  },
);

test.each(["cli/audit/utils.ts", "tools/helpers/name.ts", "tools/misc.mjs"])("the name of %s says nothing", (file) => {
  expect(findLayoutFaults([file])).toEqual([`${file}: its name does not say what is in it.`]);
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
