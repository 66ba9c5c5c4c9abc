/** The rules of pages: paths that are not there and decisions of another form are named, and sound pages are accepted. */
import { describe, expect, test } from "vitest";
import { findAudienceFaults } from "../../check/rules/pages/audiences.ts";
import { findDecisionFaults, findIndexFaults } from "../../check/rules/pages/decisions.ts";
import { findBrokenLinks } from "../../check/rules/pages/links.ts";
import { findMissingPaths } from "../../check/rules/pages/page-paths.ts";
import { findRefusedPatches } from "../../check/rules/pages/patches.ts";

const files = [
  "README.md",
  ".ci/run",
  "docs/keys.md",
  "examples/docs/client.md",
  "packages/kit/src/store/dialect.ts",
  "subgraphs/orders/src/service/payment/balance.ts",
  "subgraphs/orders/src/service/store/orders.sqlite.ts",
  "tools/new-subgraph/template/src/references.ts.template",
];

const missingIn = (text: string, absent: Record<string, string> = {}) =>
  findMissingPaths(new Map([["docs/page.md", text]]), files, absent).faults;

test("a patch that does not apply to its file is named, and one that does is not", () => {
  const patchOf = (first: string) =>
    `Text\n\n\`\`\`diff\n--- a/package.json\n+++ b/package.json\n@@ -1,2 +1,3 @@\n ${first}\n+\n   "name": "hansa",\n\`\`\`\n`;
  const pages = new Map([
    ["docs/sound.md", patchOf("{")],
    ["docs/stale.md", patchOf("[")],
  ]);
  const { looked, faults } = findRefusedPatches(pages);
  expect(looked).toBe(2);
  expect(faults).toEqual([expect.stringContaining("docs/stale.md has a patch that does not apply")]);
});

describe("paths of pages", () => {
  test.each([
    "`packages/kit/src/store/dialect.ts`",
    "`kit/store/dialect.ts` and `kit/`",
    "`payment/balance.ts`, `balance.ts`",
    "`service/payment/`, `subgraphs/orders/src`",
    "`subgraphs/<name>/src/service/<noun>/`",
    "`*.sqlite.ts`",
    "`src/references.ts`",
    "`.ci/run --quick`",
    "[keys](keys.md), `docs/keys.md`",
  ])("are found: %s", (text) => {
    expect(missingIn(text)).toEqual([]);
  });

  test.each([
    ["`packages/kit/src/dialect.ts`", "packages/kit/src/dialect.ts"],
    ["`kit/dialect.ts`", "kit/dialect.ts"],
    ["`subgraphs/orders/service`", "subgraphs/orders/service"],
    ["`settlement.ts`", "settlement.ts"],
    ["`payment/refunds/`", "payment/refunds/"],
    ["`ance.ts`", "ance.ts"],
    ["`ders.*.ts`", "ders.*.ts"],
    ["`docs/client.md`", "docs/client.md"],
    ["`subgraphs/<name>/service/`", "subgraphs/<name>/service/"],
    ["`*.postgres.ts`", "*.postgres.ts"],
    ["`node tools/seed.ts --all`", "tools/seed.ts"],
    ["text\n```sh\nnode x\n```\n`settlement.ts`", "settlement.ts"],
  ])("that are not there are named: %s", (text, path) => {
    expect(missingIn(text)).toEqual([`docs/page.md names ${path}, which is not there.`]);
  });

  test.each([
    "`/graphql` and `POST /internal/events`",
    "`https://shop.example/a.json`",
    "`@apollo/gateway`",
    "`application/json`, `Europe/Berlin`",
    "settlement.ts without a code span",
    "```sh\nnode tools/seed.ts `settlement.ts`\n```",
    "  ```ts\n  `settlement.ts`\n  ```",
  ])("are no routes, addresses, packages or blocks of code: %s", (text) => {
    expect(missingIn(text)).toEqual([]);
  });

  test("that commands or readers write are excused while a page names them and they are not there", () => {
    expect(missingIn("`dist/`", { "dist/": "written by the build" })).toEqual([]);
    const idle = (path: string) => [`The list of absent paths has ${path}, which is there, or which no page names.`];
    expect(missingIn("no path", { "dist/": "written by the build" })).toEqual(idle("dist/"));
    expect(missingIn("`docs/keys.md`", { "docs/keys.md": "written by the build" })).toEqual(idle("docs/keys.md"));
  });

  test("are counted, so that pages without any are noticed", () => {
    expect(findMissingPaths(new Map([["README.md", "`docs/keys.md` `kit/` `/graphql`"]]), files, {}).looked).toBe(2);
  });
});

test("a page of docs stands with its audience, or is one of the three for all", () => {
  const sound = ["README.md", "docs/glossary.md", "docs/owners/keys.md", "docs/decisions/0001-one.md", "lab/README.md"];
  expect(findAudienceFaults([...sound, "docs/keys.md", "docs/own/keys.md"])).toEqual([
    "docs/keys.md stands in none of docs/owners/, docs/front-ends/, docs/contributors/, docs/decisions/.",
    "docs/own/keys.md stands in none of docs/owners/, docs/front-ends/, docs/contributors/, docs/decisions/.",
  ]);
});

describe("links of pages", () => {
  const linked = new Map([
    ["README.md", "# Start\n\n## Journey of one order, `step` 9\n\n## Start\n"],
    ["docs/keys.md", '# Keys\n\n| <a id="row-1"></a>one |\n\n```sh\n# No heading\n```\n'],
  ]);
  const brokenIn = (text: string) => findBrokenLinks(new Map([...linked, ["docs/page.md", text]]), files).faults;

  test.each([
    "[a](keys.md) and [the\nREADME](../README.md)",
    "[a folder](../examples/docs/) and [another](../tools/new-subgraph)",
    "[a row](keys.md#row-1), [a heading](../README.md#journey-of-one-order-step-9), [its second](../README.md#start-1)",
    "# Here\n\n[here](#here)",
    "[elsewhere](https://shop.example/none.md#none), `[code](none.md)`\n\n```md\n[code](none.md)\n```",
    "![a picture](../.ci/run)",
  ])("that lead to a file, a folder, a heading or another host are sound: %s", (text) => {
    expect(brokenIn(text)).toEqual([]);
  });

  test.each([
    "none.md",
    "../keys.md",
    "keys.md#row-2",
    "keys.md#no-heading",
    "../README.md#start-2",
    "#none",
    "../docs/pictures/none.png",
  ])("that lead nowhere are named: %s", (target) => {
    expect(brokenIn(`See [the\npage](${target}).`)).toEqual([`docs/page.md links to ${target}, which is not there.`]);
  });

  test("are counted, so that pages without any are noticed", () => {
    expect(findBrokenLinks(new Map([["README.md", "[a](docs/keys.md) [b](https://shop.example)"]]), files).looked).toBe(
      1,
    );
  });
});

describe("decisions", () => {
  const name = "0025-group-commit.md";
  const sound =
    "# 25. Group commit\n\n## Status\n\nAccepted.\n\n## Context\n\n## Decision\n\n## Tried\n\n## Consequences\n";

  test("have the title of their number and four sections, and may have others", () => {
    expect(findDecisionFaults(name, sound)).toEqual([]);
  });

  test.each([
    [sound.replace("# 25.", "# 24."), 'its first line is not "# 25. Title".'],
    [sound.replace("# 25. ", "# "), 'its first line is not "# 25. Title".'],
    [
      sound.replace("## Context\n", ""),
      'its sections are not Status, Context, Decision, Consequences, as "## Status".',
    ],
    [
      sound.replace("## Status", "### Status"),
      'its sections are not Status, Context, Decision, Consequences, as "## Status".',
    ],
    [`${sound}\n## Context\n`, 'its sections are not Status, Context, Decision, Consequences, as "## Status".'],
    [`${sound}\n**Measured.** A page.\n`, '"**Measured.**" is no heading: write "## Measured".'],
    [`${sound}\n**Status**: accepted.\n`, '"**Status**" is no heading: write "## Status".'],
  ])("of another form are named: %j", (text, fault) => {
    expect(findDecisionFaults(name, text)).toEqual([fault]);
  });

  test("may stress the first words of a paragraph", () => {
    expect(findDecisionFaults(name, `${sound}\n**Settled payments** change only by a refund.\n`)).toEqual([]);
  });

  const pages = new Map([
    ["0001-one.md", "# 1. One\n"],
    ["0002-two.md", "# 2. Two words\n"],
  ]);
  const [one, two] = ["- [1. One](0001-one.md)\n", "- [2. Two\n  words](0002-two.md)\n"];
  const head = "Text with [a link](x.md).\n";

  test.each([
    ["under one topic", `${head}\n## A\n\n${one}${two}`, []],
    ["under topics of their own", `${head}\n## A\n\n${two}\n## B\n\n${one}`, []],
    ["one is missing", `${head}\n## A\n\n${one}`, ["0002-two.md is not listed."]],
    ["a title differs", `## A\n\n${one.replace("One", "Once")}${two}`, ['"1. Once" is not the title of 0001-one.md.']],
    ["out of order", `## A\n\n${two}${one}`, ["0001-one.md is listed after 0002-two.md."]],
    ["under two topics", `## A\n\n${one}${two}\n## B\n\n${one}`, ["0001-one.md is listed twice."]],
    ["under no topic", `${one}\n## A\n\n${two}`, ["0001-one.md stands under no topic.", "0001-one.md is not listed."]],
    ["unknown", `## A\n\n${one}${two}- [3. Three](0003-three.md)\n`, ['"3. Three" is not the title of 0003-three.md.']],
  ])("are listed once, with their titles: %s", (_case, index, faults) => {
    expect(findIndexFaults(index, pages)).toEqual(faults);
  });
});
