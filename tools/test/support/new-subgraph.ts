/** A committed copy of the repository in which `npm run new:subgraph` writes. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";
import { linkPackages } from "./repository-copy.ts";

/** Makes the copy, with a commit of all files. With `packages` they are its own, so that npm may change what is installed. */
export function commitCopy({ packages = false } = {}) {
  const copy = mkdtempSync(path.join(tmpdir(), "hansa-new-subgraph-"));
  git(copy, "init", "--quiet");
  // To an empty repository every file that is not ignored is new: so the sources may be a checkout or an archive.
  const among = [`--git-dir=${path.join(copy, ".git")}`, `--work-tree=${root}`];
  for (const file of git(root, ...among, "ls-files", "--others", "--exclude-standard", "-z").split("\0")) {
    if (file === "") continue;
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    copyFileSync(path.join(root, file), path.join(copy, file));
  }
  const folders = ["packages", "subgraphs"].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((entry) => path.join(folder, entry)),
  );
  const installed = ["", ...folders, "router", "router/playground", "e2e", "docs/front-ends/examples"].filter(
    (folder) => existsSync(path.join(root, folder, "node_modules")),
  );
  if (packages) copyPackages(copy, installed);
  else linkPackages(copy, installed);
  git(copy, "add", "--all");
  git(copy, "-c", "user.name=test", "-c", "user.email=test@hansa.example", "commit", "--quiet", "--message", "before");

  /** Runs the command in the copy, as npm does. */
  function command(...args: string[]): { code: number | null; output: string } {
    const node = ["tools/new-subgraph/main.ts", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: copy, encoding: "utf8" });
    return { code: status, output: stdout + stderr };
  }

  /** Runs a tool in the copy; throws, with what it says, if it finds faults. */
  function tool(name: string, ...args: string[]): void {
    const program = path.join("node_modules", ".bin", name);
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy, encoding: "utf8" });
    if (status !== 0) throw new Error(`${name}: ${stdout}${stderr}`);
  }

  /** The value of an expression of a module, in a process that reads the copy as it is now. */
  function evaluate(module: string, expression: string): unknown {
    const script = `import * as module from ${JSON.stringify(path.join(copy, module))};
    console.log(JSON.stringify({ value: module.${expression} }));`;
    const args = ["--input-type=module", "--eval", script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
    if (stdout === "") throw new Error(stderr);
    const response: { value?: unknown } = JSON.parse(stdout);
    return response.value;
  }

  return {
    folder: copy,
    command,
    tool,
    evaluate,
    /** The files that differ from the commit according to Git, one on each line. */
    changes: () => git(copy, "status", "--porcelain", "--untracked-files=all"),
    /** The lines of a file, each with what Git says of it: a space, a plus for an added one, a minus for a removed one. */
    difference: (file: string) =>
      git(copy, "diff", "--unified=100000", "--", file)
        .split("\n")
        .filter((line) => !/^(diff|index|---|\+\+\+|@@|\\)/.test(line)),
    /** Takes the subgraph out as docs/contributors/new-subgraph.md says. */
    takeOut: (name: string) => {
      git(copy, "restore", ".");
      git(copy, "clean", "-fdx", path.join("subgraphs", name));
      run(copy, "npm", "install", "--offline", "--ignore-scripts");
    },
    remove: () => rmSync(copy, { recursive: true }),
  };
}

/** Copies the installed packages of these workspaces: hard links of all files but the one that npm writes in its place. */
function copyPackages(copy: string, workspaces: readonly string[]): void {
  for (const workspace of workspaces)
    run(root, "cp", "-al", path.join(root, workspace, "node_modules"), path.join(copy, workspace));
  const packages = path.join(copy, "node_modules");
  rmSync(path.join(packages, ".cache"), { recursive: true, force: true });
  rmSync(path.join(packages, ".package-lock.json"));
  run(root, "cp", "-a", path.join(root, "node_modules", ".package-lock.json"), packages);
}

function git(cwd: string, ...args: string[]): string {
  return run(cwd, "git", ...args);
}

function run(cwd: string, program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  return stdout;
}
