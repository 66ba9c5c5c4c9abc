/** Records the statements of the stores of a process of tests, where the run collects them. */
import { recordStatements } from "@hansa/kit/testing";
import { inject } from "vitest";

/** One process runs many files, and each loads this module anew. */
const mark = Symbol.for("hansa statements");

const folder = inject("statementFolder");
if (!Reflect.has(globalThis, mark)) {
  Reflect.set(globalThis, mark, true);
  recordStatements(folder);
}
