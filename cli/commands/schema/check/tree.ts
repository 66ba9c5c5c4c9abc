/** The files of one version that the check reads: schemas, operations, budgets and approvals. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../../host/shop.mjs";

/** Texts by their paths from the top folder. */
export type Tree = ReadonlyMap<string, string>;

const readFiles = [
  /^subgraphs\/[^/]+\/schema\.graphql$/,
  /^router\/nodes\.graphql$/,
  /^router\/playground\/[^/]+\.graphql$/,
  /^docs\/front-ends\/examples\/(?!generated\/|node_modules\/).*\.(ts|tsx|graphql|sh)$/,
  /^docs\/(?:(?:owners|front-ends|contributors)\/)?[^/]+\.md$/,
  /^[^/]+\.md$/,
  /^docs\/budgets\.json$/,
];
/** The places of these files. */
const places = [
  "subgraphs/*/schema.graphql",
  "router/*.graphql",
  "router/playground/*",
  "docs/front-ends/examples/**",
  "docs/{*,*/*}",
  "*.md",
];
const maxGitOutput = 2 ** 28;

/** Reads the files of this checkout, with changes that are not committed. */
export function readCheckout(folder = root): Tree {
  const files = globSync(places, { cwd: folder }).map((file) => file.replaceAll(path.sep, "/"));
  const read = files.filter(isRead).sort();
  return new Map(read.map((file) => [file, readFileSync(path.join(folder, file), "utf8")]));
}

/** Reads the files of a commit. */
export function readCommit(commit: string, folder = root): Tree {
  const listed = git(folder, ["ls-tree", "-r", "-z", "--name-only", commit]).toString("utf8").split("\0");
  const files = listed.filter(isRead);
  const names = files.map((file) => `${commit}:./${file}\n`).join("");
  return new Map(readBatch(git(folder, ["cat-file", "--batch"], names), files));
}

function isRead(file: string): boolean {
  return readFiles.some((pattern) => pattern.test(file));
}

/** Each object of a batch is a line that ends in its size, then its bytes and a line feed. */
function readBatch(output: Buffer, files: readonly string[]): [string, string][] {
  let at = 0;
  return files.map((file) => {
    const begin = output.indexOf("\n", at) + 1;
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString("utf8", at, begin - 1)) ?? [];
    if (size === undefined) throw new Error(`git does not show ${file}`);
    const end = begin + Number(size);
    at = end + 1;
    return [file, output.toString("utf8", begin, end)];
  });
}

function git(folder: string, args: readonly string[], input = ""): Buffer {
  const { error, status, stdout, stderr } = spawnSync("git", args, { cwd: folder, input, maxBuffer: maxGitOutput });
  if (error) throw error;
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
  return stdout;
}
