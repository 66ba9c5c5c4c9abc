/** Preloaded into a process of a shop: writes the functions that ran since the last time, at each SIGUSR2. Needs NODE_V8_COVERAGE. */
import { takeCoverage } from "node:v8";

process.on("SIGUSR2", () => takeCoverage());
