/**
 * Prepares every command: the right Node, the packages and the generated files; then runs the program that is named, if any. With `--full`,
 * stale files are generated again; without it, only missing ones; with `--node`, only Node is checked. Written for Node 12, so that an old
 * Node can print its requirement.
 */
"use strict";
var fs = require("fs");
var path = require("path");
var childProcess = require("child_process");
var url = require("url");
var node = require("./setup/node.cjs");

var root = path.resolve(__dirname, "..");
/** The last things that a set-up makes. */
var made = [
  "node_modules/.package-lock.json",
  "packages/client/src/generated/graphql.ts",
  "router/playground/dist/index.html",
  "apps/storefront/dist/server/main.mjs",
  "apps/admin/dist/index.html",
  "dist/router.mjs",
];

if (require.main === module) {
  var given = process.argv.slice(2);
  var mode = given[0] === "--full" || given[0] === "--node" ? given.shift() : undefined;
  if (given.length === 0) prepare(mode);
  else run(path.resolve(given[0] || ""), given.slice(1), mode);
}

/**
 * Answers with the program of the right Node, or undefined, with an exit code and a line on standard error, if something is missing.
 * @param {string | undefined} mode
 */
function prepare(mode) {
  try {
    var program = node.findNode();
    var isMade = made.every((file) => fs.existsSync(path.join(root, file)));
    if (mode === "--node" || (mode === undefined && isMade)) return program;
    var setUp = [path.join(__dirname, "setup", "main.mjs")].concat(mode === "--full" ? [] : ["--only-missing"]);
    var ended = childProcess.spawnSync(program, setUp, { stdio: "inherit" });
    if (ended.status === 0) return program;
    process.exitCode = ended.status === null ? 1 : ended.status;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  return undefined;
}

/**
 * Prepares, then runs a program of the repository in the folder where npm was called, so that arguments may name files there.
 * @param {string} file @param {string[]} args @param {string} [mode]
 */
function run(file, args, mode) {
  var program = prepare(mode);
  if (program === undefined) return;
  if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  // An error in a built program names its source.
  if (program !== process.execPath) return runApart(program, ["--enable-source-maps", file].concat(args));
  process.setSourceMapsEnabled(true);
  process.argv = [program, file].concat(args);
  import(url.pathToFileURL(file).href);
}

/** Runs it in a process of its own, on another Node than this one. @param {string} program @param {string[]} args */
function runApart(program, args) {
  var child = childProcess.spawn(program, args, { stdio: "inherit" });
  // A terminal sends Ctrl-C to both.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code) => {
    process.exitCode = code === null ? 1 : code;
  });
}

module.exports = { run: run };
