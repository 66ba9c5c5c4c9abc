/** The check of services names the service and the missing part in one line. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { services as list } from "../../../packages/contracts/src/services.mjs";
import { filesBelow } from "../../check/files.ts";
import type { Service, Tree } from "../../check/rules/services.ts";
import { checkServices, secondLists, serviceFaults } from "../../check/steps/services.ts";

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
      "a service that the compose file lacks",
      without("docker-compose.yml", / {6}target: users\n/),
      "users: docker-compose.yml has no service of it.",
    ],
    [
      "keys that the demo shop does not make",
      without("docker-compose.override.yml", / {2}- orders-keys:\/keys\/orders\n/),
      "orders: docker-compose.override.yml has no keys to make of it.",
    ],
    [
      "keys that a shop in production does not get",
      without("docker-compose.production.yml", / {8}source: \S+\/payments\n/),
      "payments: docker-compose.production.yml has no folder of keys of it.",
    ],
    [
      "a volume that the commands do not see",
      without("docker-compose.yml", / {6}- users-data:\/data\/users\n(?= {6}- orders-data)/),
      "users: docker-compose.yml has no volume for its commands of it.",
    ],
    [
      "an image that the Dockerfile lacks",
      without("Dockerfile", /CMD .*payments\.mjs"\]/),
      "payments: Dockerfile has no stage of it.",
    ],
    [
      "a manifest that the Dockerfile does not copy",
      without("Dockerfile", /COPY subgraphs\/users\/package\.json.*\n/),
      "users: Dockerfile has no manifest of it.",
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

  const entryOf = (change: Partial<Service>): Service[] =>
    list.map((entry) => (entry.name === "orders" ? { ...entry, ...change } : entry));

  test("an exemption without a reason, and a column that contradicts one", () => {
    expect(serviceFaults(entryOf({ audit: "later" }), folders, asIs)).toEqual([
      "orders: its exemption from the audit has no reason (services.mjs).",
    ]);
    const [reason, ...columns] = serviceFaults(entryOf({ personalData: "none" }), folders, asIs);
    expect(reason).toBe("orders: its exemption from privacy has no reason (services.mjs).");
    expect(columns).toContain("orders: it declares that it holds no personal data, but has the column customer_id.");
  });

  test("a port offset in use, and a folder that is not in the list", () => {
    expect(serviceFaults(entryOf({ offset: 5 }), folders, asIs)).toContain(
      "orders: its port offset is taken (packages/contracts/src/services.mjs).",
    );
    expect(serviceFaults(list, [...folders, "cellar"], asIs)).toEqual([
      "subgraphs/cellar is not in packages/contracts/src/services.mjs.",
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
