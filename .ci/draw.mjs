/**
 * `node .ci/draw.mjs`: prints what the commit of this checkout draws, a line for each part and file, which depends on the history alone.
 * --last N: whether each pair of a suite and a value of its variants had a turn in the draws of the last N commits. --whole: everything is drawn.
 * --write FOLDER: writes the lines of each part to FOLDER/PART.drawn, for the gate, and prints their numbers.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "../cli/host/shop.mjs";
import { say } from "../cli/host/terminal.mjs";
import shortTests from "../vitest.config.ts";
import longTests from "../vitest.long.config.ts";
import { countTurns, drawParts } from "./drawn-parts.mjs";

/** Recent is a commit of the last two days, and of so many: the gate does not know the last landing. */
const recentSeconds = 2 * 24 * 60 * 60;
const recentCommits = 50;

const { values } = parseArgs({
  options: { last: { type: "string" }, whole: { type: "boolean" }, write: { type: "string" } },
});
const tree = readTree();

if (values.last !== undefined) {
  const commits = lines("log", "--first-parent", "-n", values.last, "--format=%H");
  const { count, missing } = countTurns(commits, tree);
  for (const pair of missing) say(`${pair}: no turn`);
  say(`${count - missing.length} of ${count} pairs of file and variant had a turn in ${commits.length} commits`);
  process.exitCode = missing.length === 0 ? 0 : 1;
} else {
  for (const [part, drawn] of Object.entries(drawParts(lines("rev-parse", "HEAD").join(), tree, values.whole))) {
    const { write } = values;
    if (write !== undefined)
      writeFileSync(path.join(write, `${part}.drawn`), drawn.map((line) => `${line}\n`).join(""));
    if (write === undefined) for (const line of drawn) say(`${part}: ${line}`);
    else if (drawn.length !== 1) say(`${part}: ${drawn.length === 0 ? "not drawn" : drawn.length}`);
    else say(`${part}: ${drawn[0]}`);
  }
}

/** The files of this checkout from which is drawn. @returns {import("./drawn-parts.mjs").Tree} */
function readTree() {
  const files = lines("ls-files", "--cached", "--others", "--exclude-standard");
  const { workspaces } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const isOf = (/** @type {string} */ file, /** @type {string[]} */ globs) =>
    globs.some((glob) => path.matchesGlob(file, glob));
  /** @param {typeof shortTests | typeof longTests} config @param {(name: unknown) => boolean} isWanted */
  const filesOf = (config, isWanted) =>
    projectsOf(config)
      .filter(({ name }) => isWanted(name))
      .flatMap(({ include, exclude }) => files.filter((file) => isOf(file, include) && !isOf(file, exclude)));
  const since = Number(lines("log", "-1", "--format=%ct").join()) - recentSeconds;
  return {
    suites: filesOf(shortTests, (name) => name === "suites"),
    others: filesOf(shortTests, (name) => name !== "suites"),
    long: filesOf(longTests, () => true),
    containers: files.filter((file) => /^e2e\/containers\/[^/]+\.test\.ts$/.test(file)),
    workspaces: new Map(
      files
        .filter((file) => isOf(path.dirname(file), workspaces) && path.basename(file) === "package.json")
        .map((file) => [path.dirname(file), JSON.parse(readFileSync(path.join(root, file), "utf8")).name]),
    ),
    recent: [...new Set(lines("log", "-n", `${recentCommits}`, `--since=${since}`, "--name-only", "--format="))],
  };
}

/** The names and globs of the projects of a configuration. @param {typeof shortTests | typeof longTests} config */
function projectsOf({ test: { projects = [] } = {} }) {
  return projects.map((project) => {
    if (typeof project !== "object" || !("test" in project)) throw new Error("a project without settings of its own");
    const { name, include = [], exclude = [] } = project.test ?? {};
    return { name, include, exclude };
  });
}

/** The lines of a command of Git. @param {string[]} args */
function lines(...args) {
  const output = execFileSync("git", ["-c", "core.quotePath=false", ...args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return output.split("\n").filter((line) => line !== "");
}
