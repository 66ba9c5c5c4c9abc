/** Images of others: one without a row of its tag, or in a file that Renovate does not read, is named. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { compareImages } from "../../check/rules/images.ts";
import { readImageSources } from "../../check/steps/pins.ts";

const page = `| image | tag | reason |
|---|---|---|
| node | 24-slim | what programs run on |
| store | 17.1 | the database |
`;
const files = new Map([
  ["Dockerfile", "FROM node:24-slim AS built\nFROM built\n"],
  [
    "docs/store.yml",
    "services:\n  store:\n    image: store:17.1\n  shop:\n    image: registry.example.org/hansa/shop:1\n",
  ],
]);
const renovate = { "docker-compose": { managerFilePatterns: ["/^docs/store\\.yml$/"] } };

test("images with a row, in files that Renovate reads, have no fault; own ones and stages are none", () => {
  expect(compareImages({ page, renovate, files })).toEqual({ looked: 2, unit: "images", faults: [] });
});

test("a tag that the page does not have, and a file that Renovate does not read, are named", () => {
  const other = { page: page.replace("17.1", "17.0"), renovate: {}, files };
  expect(compareImages(other).faults).toEqual([
    "store:17.1 is in docs/store.yml, but docs/pins.md has no row with this tag.",
    "docs/store.yml names store:17.1, and Renovate does not read it.",
  ]);
});

test("the server of docs/owners/deployment/postgresql.yml is one that Renovate renews", () => {
  const sources = readImageSources();
  const image = /image: (postgres:\S+)/.exec(
    readFileSync(path.join(root, "docs/owners/deployment/postgresql.yml"), "utf8"),
  );
  expect([...sources.files.values()].join("\n")).toContain(image?.[1] ?? "an image of PostgreSQL");
  expect(compareImages(sources).faults).toEqual([]);
});
