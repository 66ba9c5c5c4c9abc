/** The reference pages list exactly the error codes, events, commands and other names of the code. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { events } from "@hansa/contracts/events";
import { errorCodes } from "@hansa/kit/runtime";
import { graphqlBlocks } from "@hansa/kit/testing";
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  Kind,
  OperationTypeNode,
  parse,
  type SelectionNode,
  validate,
  visit,
} from "graphql";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { commandsOf } from "../../../cli/test/support/commands/doc-walk.ts";
import { commandNames } from "../../../cli/test/support/commands/npm-commands.ts";
import { examples as orderTemplates } from "../../../subgraphs/orders/src/providers/template-examples.ts";
import { examples as userTemplates } from "../../../subgraphs/users/src/providers/templates.ts";

function rowsOf(page: string): string[][] {
  const lines = readFileSync(path.join(root, "docs", page), "utf8").split("\n");
  const rows = lines
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  if (rows.length === 0) throw new Error(`${page} has no rows`);
  return rows;
}

test("docs/front-ends/errors.md lists every error code with its meaning and the action of the client, and no other", () => {
  expect(rowsOf("front-ends/errors.md")).toEqual(
    Object.entries(errorCodes).map(([code, texts]) => [`\`${code}\``, ...texts]),
  );
});

test("docs/contributors/events.md lists every event with its version and the fields of its payload", () => {
  const documented = rowsOf("contributors/events.md").map(([type, version, , , payload]) => [type, version, payload]);
  const fields = z.object({ shape: z.record(z.string(), z.unknown()) });
  const contracts = Object.values(events).map(({ type, version, payload }) => {
    const names = Object.keys(fields.parse(payload).shape);
    return [`\`${type}\``, String(version), names.map((name) => `\`${name}\``).join(", ")];
  });
  expect(documented).toEqual(contracts);
});

test("the README shows the shop and the playground in pictures of at most 150 kB each", () => {
  const found = [...readFileSync(path.join(root, "README.md"), "utf8").matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)];
  const pictures = found.map(([, file = ""]) => file);
  expect(pictures).toEqual(["docs/pictures/storefront.png", "docs/pictures/playground.png"]);
  for (const file of pictures) {
    const picture = readFileSync(path.join(root, file));
    expect(picture.subarray(1, 4).toString(), file).toBe("PNG");
    expect(picture.length, file).toBeLessThanOrEqual(150_000);
  }
});

test("docs/owners/commands.md lists every script of the top folder and of lab and every command of owners, and no other", () => {
  const named = rowsOf("owners/commands.md").flatMap(([cell = ""]) => commandsOf(cell).map(({ name }) => name));
  expect([...new Set(named)].sort()).toEqual([...commandNames].sort());
});

test.each([
  ["orders", orderTemplates],
  ["users", userTemplates],
])("docs/owners/templates.md lists the variables of every template of %s, and no other", (service, templates) => {
  const [, page = ""] = readFileSync(path.join(root, "docs/owners/templates.md"), "utf8").split(
    `## Variables of ${service}\n`,
  );
  const [part = ""] = page.split(/^## /m);
  const listed = new Map(
    part.split(/^### /m).map((section): [string, string[]] => {
      const [heading = "", ...lines] = section.split("\n");
      const cells = lines.filter((line) => line.startsWith("| `")).map((line) => line.split("|")[1] ?? "");
      return [
        heading.replaceAll("`", ""),
        cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name)),
      ];
    }),
  );
  const common = listed.get(`Every e-mail of ${service}`) ?? [];
  const ofOrder = listed.get("Every e-mail about an order") ?? [];
  for (const [name, [example]] of Object.entries(templates)) {
    const isWithoutLinks = ["mail/payment-late", "mail/contact-former"].includes(name);
    const shared = isWithoutLinks ? common : [...common, ...ofOrder];
    const variables = [...(listed.get(name) ?? []), ...(name.startsWith("mail/") ? shared : [])];
    expect(variables.sort(), name).toEqual(Object.keys(example).sort());
  }
});

/** Every GraphQL block of the pages, by its page. */
const blocks = globSync("{*,docs/{*,{owners,front-ends,contributors}/*}}.md", { cwd: root })
  .sort()
  .flatMap((page) =>
    graphqlBlocks(readFileSync(path.join(root, page), "utf8")).map(({ text }) => ({
      page,
      text,
      document: parse(text),
    })),
  );
const mutations = blocks.filter(({ document }) => mutatedFields(document).length > 0);
/** The field of a service that the reader makes. */
const invented = "wishlistsEntry";

test("every GraphQL block of the pages fits the schema of clients", () => {
  const schema = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"));
  const real = blocks.filter(({ text }) => !text.includes(invented));
  expect(real).toHaveLength(blocks.length - 1);
  for (const { page, text, document } of real) expect(validate(schema, document), `${page}: ${text}`).toEqual([]);
});

test("every mutation of the pages shows a refusal with its name and message", () => {
  expect(mutations.length).toBeGreaterThan(30);
  const silent = mutations.flatMap(({ page, document }) =>
    mutatedFields(document)
      .filter((field) => !namesRefusals(field))
      .map((field) => `${page}: ${field.name.value}`),
  );
  expect(silent).toEqual([]);
});

test("every idempotency key of the pages is a variable, so that a pasted operation is not a silent repetition", () => {
  const literal: string[] = [];
  for (const { page, text, document } of mutations)
    visit(document, {
      ObjectField: ({ name, value }) => {
        if (name.value === "idempotencyKey" && value.kind !== Kind.VARIABLE) literal.push(`${page}: ${text}`);
      },
    });
  expect(literal).toEqual([]);
});

function mutatedFields({ definitions }: DocumentNode): FieldNode[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.MUTATION) return [];
    return definition.selectionSet.selections.filter((each) => each.kind === Kind.FIELD);
  });
}

/** Whether it selects `__typename` and `... on UserError { message }`. */
function namesRefusals({ selectionSet }: FieldNode): boolean {
  const selections = selectionSet?.selections ?? [];
  const has = (name: string, among: readonly SelectionNode[]) =>
    among.some((each) => each.kind === Kind.FIELD && each.name.value === name);
  const onErrors = selections
    .filter((each) => each.kind === Kind.INLINE_FRAGMENT)
    .filter(({ typeCondition }) => typeCondition?.name.value === "UserError");
  return has("__typename", selections) && onErrors.some((each) => has("message", each.selectionSet.selections));
}
