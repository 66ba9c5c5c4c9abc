/** Pins: each exact version, override and image has its reason in docs/pins.md, where Renovate reads it; each workspace names the root's versions of Node. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  ...{ dependencies: versions, devDependencies: versions, optionalDependencies: versions, overrides: versions },
  workspaces: z.array(z.string()).default([]),
  engines: z.object({ node: z.string() }),
});
const top = manifest.parse(JSON.parse(read("package.json")));
const manifests = [
  top,
  ...top.workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((file) => manifest.parse(JSON.parse(read(file)))),
];
/** The cells of each row of the page. */
const rows = read("docs/pins.md")
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("each pinned package has its reason, by its name or its scope", () => {
  const reasons = new Set(rows.flatMap(([, names = ""]) => names.split(",").map((name) => name.trim())));
  const pinned = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies, overrides }) => {
    const exact = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    return [...exact.filter(([, version]) => /^\d/.test(version)).map(([name]) => name), ...Object.keys(overrides)];
  });
  expect(pinned.length).toBeGreaterThan(100);
  expect(pinned.filter((name) => !reasons.has(name) && !reasons.has(`${name.split("/")[0]}/*`))).toEqual([]);
});

test("each workspace names the versions of Node that the root names", () => {
  expect(new Set(manifests.map(({ engines }) => engines.node))).toEqual(new Set([top.engines.node]));
});

test("each package with an install script has a decision, and npm installs none without", () => {
  const lock = z.object({ packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().default(false) })) });
  const scripted = Object.entries(lock.parse(JSON.parse(read("package-lock.json"))).packages)
    // The first is the top folder itself, whose script is ours.
    .flatMap(([place, { hasInstallScript }]) => (hasInstallScript && place !== "" ? [place] : []))
    .map((place) => place.replace(/^.*node_modules\//, ""));
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(JSON.parse(read("package.json")));
  expect(scripted).toContain("esbuild");
  expect(scripted.filter((name) => allowScripts[name] === undefined)).toEqual([]);
  expect(read(".npmrc").split("\n")).toContain("strict-allow-scripts=true");
  const reasons = new Set(rows.flatMap(([, names = ""]) => names.split(",").map((name) => name.trim())));
  expect(Object.keys(allowScripts).filter((name) => !reasons.has(name))).toEqual([]);
});

/** The images of others in a Dockerfile or a file of Compose or Kubernetes; a stage of a Dockerfile is none. */
function imagesIn(text: string): string[] {
  const stages = [...text.matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage]) => stage);
  const named = [...text.matchAll(/^(?:FROM|\s*(?:- )?image:) +(\S+)/gm)].map(([, image = ""]) => image);
  return named.filter((image) => !stages.includes(image) && !/\/hansa\//.test(image));
}

const images = ["Dockerfile", ...globSync(["docker-compose*.yml", "docs/**/*.{yml,yaml}"], { cwd: root })].flatMap(
  (file) => imagesIn(read(file)).map((image) => ({ file, image })),
);

test("each image of others has its reason under its tag, PostgreSQL's too", () => {
  const tags = new Set(rows.map(([, image, tag]) => `${image}:${tag}`));
  expect(images).toContainEqual({
    file: "docs/owners/deployment/postgresql.yml",
    image: expect.stringMatching(/^postgres:/),
  });
  expect(images.filter(({ image }) => !tags.has(image))).toEqual([]);
});

test("each image stands in a file that Renovate reads, and so is renewed", () => {
  const settings = z.object({ "docker-compose": z.object({ managerFilePatterns: z.array(z.string()) }) });
  const further = settings.parse(JSON.parse(read("renovate.json")))["docker-compose"].managerFilePatterns;
  const own = [/(^|\/)(?:docker-)?compose[^/]*\.ya?ml$/, /(^|\/)Dockerfile[^/]*$/];
  const patterns = [...own, ...further.map((pattern) => new RegExp(pattern.slice(1, -1)))];
  expect(images.filter(({ file }) => !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
});
