/** Preloaded into a program that ends with the process that started it; not into what the program starts: a worker waits for messages of its own. */
import { fileURLToPath } from "node:url";
import "../../src/service/leave-with-parent.mjs";

const file = fileURLToPath(import.meta.url);
const { NODE_OPTIONS: options } = process.env;
if (options) process.env.NODE_OPTIONS = options.replace(`--import ${JSON.stringify(file)}`, "");
const at = process.execArgv.indexOf(file);
if (at > 0) process.execArgv.splice(at - 1, 2);
