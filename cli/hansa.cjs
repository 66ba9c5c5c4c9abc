#!/usr/bin/env node
/**
 * The bin `hansa`: prepares the clone and runs the command line of shop owners, which the set-up has built; the sources where one that it contains
 * has changed since. Written for Node 12, as cli/ready.cjs is.
 */
"use strict";
var crypto = require("crypto");
var fs = require("fs");
var path = require("path");

var root = path.join(__dirname, "..");
var program = isCurrent() ? path.join(root, "dist", "hansa.mjs") : path.join(__dirname, "commands", "main.ts");
require("./ready.cjs").run(program, process.argv.slice(2));

/** Whether each source of the built program is as it was: times would not say so after a checkout of another commit. */
function isCurrent() {
  try {
    /** @type {Record<string, string>} */
    var built = JSON.parse(fs.readFileSync(path.join(root, "dist", "sources.json"), "utf8"));
    return Object.keys(built).every((file) => {
      var content = fs.readFileSync(path.join(root, file));
      return crypto.createHash("sha256").update(content).digest("hex") === built[file];
    });
  } catch (_missing) {
    return false;
  }
}
