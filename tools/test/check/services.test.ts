/** The check of services names the service and the missing part in one line. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { services as list } from "../../../packages/contracts/src/services.mjs";
import { filesBelow } from "../../check/files.ts";
import type { Service, Tree } from "../../check/rules/services.ts";
import { checkServices, secondLists, serviceFaults, snapshotFaults } from "../../check/steps/services.ts";
import { blockFiles } from "../../service-blocks/block-files.ts";
import { programFiles } from "../../service-blocks/program-blocks.ts";

const folders = list.map(({ name }) => name);

/** The repository with some files changed; undefined: the file is gone. */
function changedTree(change: (file: string, text: string) => string | undefined): Tree {
  return {
    read: (file) => {
      const found = path.join(root, file);
      return existsSync(found) ? change(file, readFileSync(found, "utf8")) : undefined;
    },
    below: filesBelow,
  };
}

const asIs = changedTree((_file, text) => text);
const changed = (wanted: string, change: (text: string) => string | undefined) =>
  changedTree((file, text) => (file === wanted ? change(text) : text));
const without = (file: string, pattern: RegExp) =>
  changed(file, (text) => {
    if (!pattern.test(text)) throw new Error(`${file} has no ${pattern}`);
    return text.replace(pattern, "");
  });

test("the services of the repository are complete", () => {
  expect(checkServices().faults).toEqual([]);
});

describe("one line names", () => {
  test.each<[string, Tree, string]>([
    [
      "an answer to personalData that is missing",
      without("subgraphs/orders/src/api/internal.ts", /personalData: handleOperation/),
      "orders: it does not answer personalData (subgraphs/orders/src/api/internal.ts).",
    ],
    [
      "an operation personalData that the contract lacks",
      changed("packages/contracts/src/products.ts", (text) => text.replaceAll("personalData", "")),
      "products: its contract has no personalData (packages/contracts/src/products.ts).",
    ],
    [
      "personal data that users does not collect",
      without("subgraphs/users/src/peers/peers.ts", /payments\.personalData/),
      "payments: users does not ask it for personalData (subgraphs/users/src/peers/peers.ts).",
    ],
    [
      "an erasure that is missing",
      changed("subgraphs/payments/src/api/events.ts", (text) => text.replaceAll("userErased", "")),
      "payments: it does not erase on user.erased (subgraphs/payments/src/api/events.ts).",
    ],
    [
      "an element of a schema without a description",
      changed("subgraphs/users/schema.graphql", (text) => `${text}\ntype Bare { "Described." id: ID! }`),
      "users: Bare has no description (subgraphs/users/schema.graphql).",
    ],
    [
      "a workspace that the lock file lacks",
      without("package-lock.json", /"node_modules\/@hansa\/orders": \{/),
      "orders: package-lock.json has no workspace @hansa/orders.",
    ],
    [
      "a store that no invariant reads",
      changedTree((file, text) => (file.startsWith("cli/audit/") ? text.replaceAll("payments.", "") : text)),
      "payments: no invariant of cli/audit/invariants reads its store; add one, or an exemption.",
    ],
    [
      "migrations that are missing",
      changed("subgraphs/orders/migrations/meta/_journal.json", () => undefined),
      "orders: subgraphs/orders/migrations/meta/_journal.json is missing.",
    ],
  ])("%s", (_what, tree, fault) => {
    expect(serviceFaults(list, folders, tree)).toEqual([fault]);
  });

  const given = "is not what the list of services gives: npm run codegen";
  test.each<[string, Tree, string[]]>([
    [
      "a written image of another service",
      changed("docker-compose.yml", (text) => text.replace("SERVICE: users", "SERVICE: orders")),
      [`docker-compose.yml: services.users.build.args.SERVICE ${given}`],
    ],
    [
      "a variable added to a written block",
      changed("docker-compose.yml", (text) => text.replace("SERVICE: users", 'SERVICE: users\n        MORE: "1"')),
      [`docker-compose.yml: services.users.build.args.MORE ${given}`],
    ],
    [
      "keys that the demo shop does not make",
      without("docker-compose.override.yml", / {2}- orders-keys:\/keys\/orders\n/),
      ["x-keys", "services.keys.volumes", "services.tools.volumes"].map(
        (place) => `docker-compose.override.yml: ${place} ${given}`,
      ),
    ],
    [
      "a process that Prometheus does not scrape",
      without("docs/owners/monitoring/prometheus.yml", / {6}- .*process: users.*\n/),
      [`docs/owners/monitoring/prometheus.yml: scrape_configs ${given}`],
    ],
    [
      "a comment in a written block",
      changed("docker-compose.yml", (text) => text.replace("SERVICE: users", "SERVICE: users # by hand")),
      [`docker-compose.yml: a block of services ${given}`],
    ],
    [
      "a service that is written by hand beside the blocks",
      changed("docker-compose.yml", (text) => text.replace(/^ {2}router:$/m, "  users: {}\n\n  router:")),
      [expect.stringMatching(/^docker-compose\.yml: Map keys must be unique/)],
    ],
    [
      "a block without its comments",
      without("docker-compose.production.yml", / {2}# services: end\n/),
      ['docker-compose.production.yml has no comments around the block "services".'],
    ],
    [
      "a page that shows other services",
      without("README.md", /─ users .*/),
      [`README.md: a block of services ${given}`],
    ],
    [
      "a program without one of them",
      without("cli/host/defined-services.ts", /users: await open.*\n/),
      [`cli/host/defined-services.ts: a block of services ${given}`],
    ],
  ])("%s", (_what, tree, faults) => {
    expect(serviceFaults(list, folders, tree)).toEqual(faults);
  });

  test("a service whose blocks are not written yet", () => {
    const added = {
      ...{ name: "cellar", offset: 29, owns: ["entries"], stores: {} },
      ...{ personalData: "its tables hold nothing about people", audit: "no rule relates its rows to others" },
    };
    const faults = serviceFaults([...list, added], folders, asIs).filter((fault) => fault.endsWith(given));
    const files = new Set(faults.map((fault) => fault.split(":")[0]));
    // It stands alone, and so in no program with several of them.
    const shown = blockFiles.filter((each) => !programFiles.includes(each));
    expect([...files].sort()).toEqual(shown.map(({ file }) => file).sort());
    expect(faults).toContain(`docker-compose.yml: services.cellar ${given}`);
  });

  const entryOf = (change: Partial<Service>): Service[] =>
    list.map((entry) => (entry.name === "orders" ? { ...entry, ...change } : entry));

  test("an exemption without a reason, and a column that contradicts one", () => {
    expect(serviceFaults(entryOf({ audit: "later" }), folders, asIs)).toEqual([
      "orders: its exemption from the audit has no reason (services.mjs).",
      `cli/host/defined-services.ts: a block of services ${given}`,
    ]);
    const [reason, ...columns] = serviceFaults(entryOf({ personalData: "none" }), folders, asIs);
    expect(reason).toBe("orders: its exemption from privacy has no reason (services.mjs).");
    expect(columns).toContain("orders: it declares that it holds no personal data, but has the column customer_id.");
  });

  test("a port offset in use, and a folder that is not in the list", () => {
    // 5: above it is the sandbox. 9: the storefront.
    for (const offset of [5, 9])
      expect(serviceFaults(entryOf({ offset }), folders, asIs), String(offset)).toContain(
        "orders: its port offset is taken (packages/contracts/src/services.mjs).",
      );
    expect(serviceFaults(list, [...folders, "cellar"], asIs)).toEqual([
      "subgraphs/cellar is not in packages/contracts/src/services.mjs.",
    ]);
  });

  test("a snapshot of tables beside a newer one", () => {
    const files = [
      "m/0000_first.sql",
      "m/meta/0001_snapshot.json",
      "m/meta/0000_snapshot.json",
      "m/meta/_journal.json",
    ];
    expect(snapshotFaults("m", { read: () => undefined, below: () => files })).toEqual([
      "m/meta/0000_snapshot.json is not the newest snapshot: delete it, nothing reads it.",
    ]);
  });

  test("a file that lists the services itself", () => {
    const files: Readonly<Record<string, string>> = {
      "a.ts": 'const names = ["products", "users", "orders", "payments"] as const;',
      "b.ts": "const ports = {\n  products: 1,\n  users: 2,\n  orders: 3,\n  payments: 4,\n};",
      "c.ts": 'const pages = ["products", "users", "orders", "reviews"];',
    };
    const faults = secondLists(Object.keys(files), { read: (file) => files[file], below: () => [] });
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual(["a.ts", "b.ts"]);
  });
});
