/**
 * Prepares every command: the right Node, the packages and the generated files. With `--full`, stale files are generated again; without it,
 * only missing ones; with `--node`, only Node is checked. Written for Node 12, so that an old Node can print its requirement.
 */
"use strict";
var fs = require("fs");
var path = require("path");
var spawnSync = require("child_process").spawnSync;
var node = require("./setup/node.cjs");

var root = path.resolve(__dirname, "..");
var isFull = process.argv.indexOf("--full") > 0;
var isNodeOnly = process.argv.indexOf("--node") > 0;
/** The last things that a set-up makes. */
var made = [
  "node_modules/.package-lock.json",
  "lab/client/generated/graphql.ts",
  "router/playground/dist/index.html",
  "dist/router.mjs",
];

try {
  var program = node.findNode();
  var isMade = made.every((file) => fs.existsSync(path.join(root, file)));
  if (!isNodeOnly && (isFull || !isMade)) {
    var setUp = [path.join(__dirname, "setup", "main.mjs")].concat(isFull ? [] : ["--only-missing"]);
    var ended = spawnSync(program, setUp, { stdio: "inherit" });
    process.exitCode = ended.status === null ? 1 : ended.status;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
