#!/usr/bin/env node
/** The bin `hansa`: prepares the clone and runs the command line of shop owners. Written for Node 12, as cli/ready.cjs is. */
"use strict";
var path = require("path");

require("./ready.cjs").run(path.join(__dirname, "commands", "main.ts"), process.argv.slice(2));
