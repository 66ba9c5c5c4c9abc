/** The draw of the proof: a commit draws half of the crash points and a seed, and all points of a service that has changed lately. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "@hansa/kit/testing";
import { afterAll, expect, test } from "vitest";
import { drawDeaths, drawProof } from "../crash-matrix/draw.ts";
import { historiesOf } from "../options.ts";

const clone = temporaryFolder();
afterAll(() => clone.remove());

/** Two deaths at each of five points of two services. */
const works = ["orders", "payments"].flatMap((service) =>
  ["a", "b", "c", "d", "e"].flatMap((name) =>
    [1, 2].map((nth) => ({ seed: 1, play: { orders: 1 }, death: { where: `${service} before:write:${name}`, nth } })),
  ),
);
const commits = Array.from({ length: 20 }, (_, number) => number.toString(16).padStart(40, "0"));
const pointsOf = (commit: string, changed: readonly string[] = []) => [
  ...new Set(drawDeaths({ commit, changed }, works).map(({ death }) => death?.where ?? "")),
];

test("a commit draws half of the points, each with all of its deaths, and the same ones each time", () => {
  const [first = "", second = ""] = commits;
  expect(pointsOf(first)).toHaveLength(5);
  expect(drawDeaths({ commit: first, changed: [] }, works)).toHaveLength(10);
  expect(pointsOf(first)).toEqual(pointsOf(first));
  expect(pointsOf(second)).not.toEqual(pointsOf(first));
});

test("over twenty commits each point has its turn", () => {
  expect(new Set(commits.flatMap((commit) => pointsOf(commit))).size).toBe(10);
});

test("all points of a service that has changed are played, beside the drawn ones of the others", () => {
  for (const commit of commits) {
    const points = pointsOf(commit, ["orders"]);
    expect(points.filter((point) => point.startsWith("orders"))).toHaveLength(5);
    expect(points).toEqual(expect.arrayContaining(pointsOf(commit)));
    expect(points.length).toBeLessThan(10);
  }
});

test("a commit draws a seed of sixty histories, and the services whose source it or commits of two days before it changed", () => {
  const git = (at: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: clone.path,
      env: { ...process.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at },
      stdio: "ignore",
    });
  const commit = (at: string, file: string) => {
    mkdirSync(path.dirname(path.join(clone.path, file)), { recursive: true });
    writeFileSync(path.join(clone.path, file), at);
    git(at, "add", file);
    git(at, "commit", "--message", file);
  };
  git("2026-11-01T12:00:00Z", "init");
  commit("2026-11-01T12:00:00Z", "subgraphs/users/src/old.ts");
  commit("2026-11-04T12:00:00Z", "subgraphs/orders/src/new.ts");
  commit("2026-11-05T12:00:00Z", "subgraphs/payments/test/new.test.ts");
  commit("2026-11-09T12:00:00Z", "subgraphs/products/src/later.ts");
  const parent = drawProof("HEAD^", clone.path);
  expect(parent.changed).toEqual(["orders"]);
  expect(drawProof("HEAD", clone.path)).toMatchObject({ histories: 60, changed: ["products"] });
  expect(drawProof("HEAD", clone.path).seed).not.toBe(parent.seed);
  const seeds = historiesOf(parent.seed, parent.histories, 1).map(({ seed }) => seed);
  expect(new Set(seeds).size).toBe(60);
  expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
});
