/** Reads what the parts of a gate wrote: reports of Vitest or of our commands, exit codes, outputs and drawn files. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** How often a failed file runs again, alone. */
export const repetitions = [1, 2, 3];

/**
 * In the output of a run of Vitest: it failed for another reason than a failed test. The exit code is the same, and the report does not say so.
 */
const faultOfRun = /^⎯+ Unhandled Errors? ⎯+$|^error during close|^!!! FAILED/m;

/**
 * @typedef {{ fullName: string, status: string, failureMessages: string[] }} Assertion
 * @typedef {{ name: string, status: string, message: string, assertionResults: Assertion[] }} TestFile
 */

/** What a part wrote. @param {string} folder @param {string} name */
export function readPart(folder, name) {
  const report = read(folder, `${name}.json`);
  const exit = read(folder, `${name}.exit`);
  const { testResults, ...counts } = report === undefined ? {} : JSON.parse(report);
  /** @type {TestFile[] | undefined} */
  const files = testResults;
  return {
    /** Undefined where it never ran. */
    exit: exit === undefined ? undefined : Number(exit),
    hasReport: report !== undefined,
    /** It did not begin, since no time was left. */
    isLate: read(folder, `${name}.late`) !== undefined,
    passed: Number(counts.numPassedTests ?? counts.passed ?? 0),
    failed: Number(counts.numFailedTests ?? counts.failed ?? 0),
    skipped: Number(counts.numPendingTests ?? 0) + Number(counts.numTodoTests ?? 0),
    files,
    failedFiles: (files ?? []).filter(({ status }) => status === "failed"),
    output: read(folder, `${name}.log`) ?? "",
    drawn: read(folder, `${name}.drawn`)
      ?.split("\n")
      .filter((line) => line !== ""),
  };
}

/** @typedef {ReturnType<typeof readPart>} Part */

/** The only failed file of a part in which nothing else failed. @param {Part} part @returns {TestFile | undefined} */
export function onlyFailedFile({ exit, failedFiles, output }) {
  return exit === 1 && failedFiles.length === 1 && !faultOfRun.test(output) ? failedFiles[0] : undefined;
}

/** The drawn path of a file: a report has it below the folder in which it ran. @param {Part} part @param {TestFile} file */
export function drawnPathOf({ drawn = [] }, { name }) {
  return drawn.find((file) => name.endsWith(`/${file}`));
}

/** @param {string} folder @param {string} name @returns {string | undefined} */
export function read(folder, name) {
  const file = path.join(folder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
