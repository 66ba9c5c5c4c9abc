/** Pins: every exact version, override and image has its reason in docs/pins.md, and every workspace names the Node versions of the root. */
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../../../cli/host/shop.mjs";
import { filesBelow } from "../files.ts";
import { compareImages, type ImageSources } from "../rules/images.ts";
import type { Findings } from "../step.ts";

const page = "docs/pins.md";
const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
  overrides: versions,
  engines: z.object({ node: z.string() }).optional(),
});

export function checkPins(): Findings {
  const workspaces = ["packages", "apps", "subgraphs", "router", "e2e", "lab", "cli", "tools", "docs"].flatMap(
    (folder) => filesBelow(folder),
  );
  const manifests = ["package.json", ...workspaces.filter((file) => file.endsWith("/package.json"))];
  const pins = new Map(manifests.flatMap(pinsIn));
  const reasons = existsSync(path.join(root, page)) ? readFileSync(path.join(root, page), "utf8") : "";
  const rows = reasons.split("\n").filter((line) => line.startsWith("|"));
  const images = compareImages(readImageSources());
  return {
    looked: pins.size + images.looked,
    unit: `pins in ${manifests.length} manifests and of ${images.looked} images`,
    faults: [
      ...[...pins]
        .filter(
          ([name]) =>
            !rows.some((row) => packageNames(row).includes(name) || packageNames(row).includes(scopeOf(name))),
        )
        .map(([name, file]) => `${name} is pinned in ${file}, but ${page} does not say why.`),
      ...manifests
        .filter((file) => nodeVersionsOf(file) !== nodeVersionsOf("package.json"))
        .map((file) => `${file}: engines.node is not that of the root.`),
      ...images.faults,
    ],
  };
}

/** The files that name images, with what is said of these. */
export function readImageSources(): ImageSources {
  const read = (file: string) => readFileSync(path.join(root, file), "utf8");
  const below = filesBelow("docs").filter((file) => /\.ya?ml$/.test(file));
  const files = ["Dockerfile", ...globSync("docker-compose*.yml", { cwd: root }), ...below];
  return {
    page: read(page),
    renovate: JSON.parse(read("renovate.json")),
    files: new Map(files.map((file) => [file, read(file)])),
  };
}

function nodeVersionsOf(file: string): string | undefined {
  return readManifest(file).engines?.node;
}

function readManifest(file: string): z.output<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(path.join(root, file), "utf8")));
}

/** Each pinned package with the manifest that pins it. */
function pinsIn(file: string): [string, string][] {
  const { dependencies, devDependencies, optionalDependencies, overrides } = readManifest(file);
  const pinned = { ...dependencies, ...devDependencies, ...optionalDependencies };
  const exact = Object.entries(pinned).filter(([, version]) => /^\d/.test(version));
  return [...exact, ...Object.entries(overrides)].map(([name]) => [name, file]);
}

/** The packages in the first cell of a table's row. */
function packageNames(row: string): string[] {
  return (row.split("|")[1] ?? "").split(",").map((name) => name.trim());
}

function scopeOf(name: string): string {
  return `${name.split("/")[0]}/*`;
}
