/** Compares the lock file with the decided install scripts and with the known advisories. */
import { z } from "zod";
import type { Advisory } from "./advisories.ts";

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      link: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});
const manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });

/** Packages that npm takes for one with an install script because they hold sources in C++. Their lock entries do not say so. */
const compilable = ["better-sqlite3"];

/** An installed package: `name` is the folder's, which is what npm looks up; `published` is the registry's, another one for an alias. */
export type LockedPackage = {
  folder: string;
  name: string;
  published: string;
  version: string;
  hasInstallScript: boolean;
};

/** Reads the packages of a lock file, our own workspaces left out. Throws if there is none. */
export function readLockFile(text: string): LockedPackage[] {
  const marker = "node_modules/";
  const packages = Object.entries(lockFile.parse(JSON.parse(text)).packages).flatMap(([folder, entry]) => {
    const at = folder.lastIndexOf(marker);
    if (at < 0 || entry.link) return [];
    if (entry.version === undefined) throw new Error(`package-lock.json: ${folder} has no version.`);
    const name = folder.slice(at + marker.length);
    const { version } = entry;
    const hasInstallScript = entry.hasInstallScript ?? compilable.includes(name);
    return [{ folder, name, published: entry.name ?? name, version, hasInstallScript }];
  });
  if (packages.length === 0) throw new Error("package-lock.json: no package was found.");
  return packages;
}

/** Reads the names under `allowScripts` of a manifest. */
export function readAllowScripts(text: string): string[] {
  return Object.keys(manifest.parse(JSON.parse(text)).allowScripts);
}

/** Install scripts without a decision, and decisions about packages that have none. */
export function checkInstallScripts(packages: readonly LockedPackage[], allowScripts: readonly string[]): string[] {
  const scripted = packages.filter(({ hasInstallScript }) => hasInstallScript);
  const undecided = scripted
    .filter(({ name }) => !allowScripts.includes(name))
    .map(({ folder, version }) => `${folder} ${version} has an install script that allowScripts does not name.`);
  const unneeded = allowScripts
    .filter((wanted) => !scripted.some(({ name }) => name === wanted))
    .map((name) => `allowScripts names ${name}, of which no installed version has an install script.`);
  return [...undecided, ...unneeded];
}

/** Vulnerable versions without an exception, and exceptions that nothing needs. */
export function checkAdvisories(packages: readonly LockedPackage[], advisories: readonly Advisory[]): string[] {
  return advisories.flatMap((advisory) => {
    const { fixedIn, id, title, exception } = advisory;
    const vulnerable = packages.filter(
      ({ published, version }) => published === advisory.package && isBefore(version, fixedIn),
    );
    if (exception)
      return vulnerable.length > 0 ? [] : [`${advisory.package}: the exception from ${id} is no longer needed.`];
    return vulnerable.map(({ folder, version }) => `${folder} ${version}: ${title} (${id}, fixed in ${fixedIn}).`);
  });
}

/** Compares versions by their numbers. A pre-release comes before its release. */
function isBefore(version: string, other: string): boolean {
  const [numbers, others] = [version, other].map((text) => (text.split(/[-+]/)[0] ?? "").split(".").map(Number));
  for (const [index, number] of (numbers ?? []).entries()) {
    const compared = number - (others?.[index] ?? 0);
    if (Number.isNaN(compared)) throw new Error(`"${version}" is not a version.`);
    if (compared !== 0) return compared < 0;
  }
  return version.includes("-");
}
