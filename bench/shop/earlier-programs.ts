/** The services of an earlier commit, built in `.data-bench`: the subgraphs of "all stock". */
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { serviceNames } from "@hansa/kit/rpc/contract";
import { root } from "../../host/shop.mjs";

/** The last commit before the router had an executor of its own. */
export const earlierCommit = "ed1e4d6da79f0aaef74a3658904990f7c42673a7";

/** All that the services are built from. */
const archived = ["package.json", "packages", "subgraphs", "host", ":(exclude,glob)**/test/**"];

/** Builds the services of a commit unless that was done before. Answers with the top folder of its sources; throws if Git does not know it. */
export function buildEarlierPrograms(commit: string): string {
  const folder = path.join(root, ".data-bench", `commit-${commit}`);
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const archive = execFileSync("git", ["archive", commit, ...archived], { cwd: root, maxBuffer: 1_000_000_000 });
  execFileSync("tar", ["-x", "-C", made], { input: archive });
  linkPackages(made);
  execFileSync(process.execPath, ["--input-type=module", "--eval", buildScript], { cwd: made });
  renameSync(made, folder);
  return folder;
}

/** Workspaces are found in that commit, all other packages in the folders above it, where this checkout has installed them. */
function linkPackages(made: string): void {
  mkdirSync(path.join(made, "node_modules/@hansa"), { recursive: true });
  for (const workspace of globSync("{packages,subgraphs}/*", { cwd: made })) {
    symlinkSync(path.join("../..", workspace), path.join(made, "node_modules/@hansa", path.basename(workspace)));
    const nested = path.join(root, workspace, "node_modules");
    if (existsSync(nested)) symlinkSync(nested, path.join(made, workspace, "node_modules"));
  }
}

const buildScript = `
  import { buildProcesses } from "./host/build/bundle.ts";
  import path from "node:path";
  const programs = ${JSON.stringify(serviceNames)}.map((name) => [name, path.resolve("subgraphs", name, "src/index.ts")]);
  await buildProcesses(path.resolve("dist"), Object.fromEntries(programs));
`;
