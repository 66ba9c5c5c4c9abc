/**
 * Adds up the reports of a gate and prints `N passed, N failed`; a part that did nothing, or crashed, counts as failed. A part whose name ends in
 * `!` has no report: it counts once, by its exit code. One that ends in `?` says by exit code 0 without a report that this machine cannot run it.
 * Before the sum it prints why parts failed: the failed tests of a report of Vitest, else the last lines of the part's output.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { say } from "../cli/host/terminal.mjs";

const [folder = ".", ...parts] = process.argv.slice(2);
/** Lines of output, or of a failed test's message, that explain a failure. */
const shownLines = 40;
const shownTests = 20;
const sums = [];
let passed = 0;
let failed = 0;

for (const named of parts) {
  const part = named.replace(/[!?]$/, "");
  const exit = existsSync(file(part, "exit")) ? Number(readFileSync(file(part, "exit"), "utf8")) : 1;
  if (named.endsWith("?") && exit === 0 && !existsSync(file(part, "json"))) {
    sums.push(`${part}: NOT RUN`);
    continue;
  }
  const counts = named.endsWith("!")
    ? { passed: exit === 0 ? 1 : 0, failed: exit === 0 ? 0 : 1, skipped: 0 }
    : countsOf(part);
  // Failing without a failed test is a failure all the same, and so is passing without a test.
  const unexplained = counts.failed === 0 && (exit !== 0 || counts.passed === 0) ? 1 : 0;
  passed += counts.passed;
  failed += counts.failed + unexplained;
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  const death = unexplained > 0 ? `, and the run itself (exit code ${exit})` : "";
  sums.push(`${part}: ${counts.passed} passed, ${counts.failed} failed${death}${skipped}`);
  if (counts.failed + unexplained > 0) explain(part);
}

for (const sum of sums) say(sum);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** Prints why a part failed. @param {string} part */
function explain(part) {
  const tests = failedTests(part);
  const output = existsSync(file(part, "log")) ? readFileSync(file(part, "log"), "utf8").trimEnd().split("\n") : [];
  const lines = tests.length > 0 ? tests : output.slice(-shownLines);
  if (lines.length > 0) say([`-- ${part} failed:`, ...lines, ""].join("\n"));
}

/** The failed tests in a report of Vitest, each with the beginning of its first message. @param {string} part @returns {string[]} */
function failedTests(part) {
  if (!existsSync(file(part, "json"))) return [];
  const { testResults = [] } = JSON.parse(readFileSync(file(part, "json"), "utf8"));
  const files = testResults.filter(({ status }) => status === "failed");
  return files.slice(0, shownTests).flatMap(({ name, message, assertionResults }) => {
    const failures = assertionResults.filter(({ status }) => status === "failed").slice(0, shownTests);
    const reasons = failures.map(({ fullName, failureMessages }) => `  ${fullName}\n${firstLines(failureMessages[0])}`);
    return [name, ...(reasons.length > 0 ? reasons : [firstLines(message)])];
  });
}

/** @param {string | undefined} message */
function firstLines(message = "") {
  return message
    .split("\n")
    .slice(0, 6)
    .map((line) => `    ${line}`)
    .join("\n");
}

/** Reads a report of Vitest, or the numbers that another command of ours wrote; nothing at all when there is none. @param {string} part */
function countsOf(part) {
  if (!existsSync(file(part, "json"))) return { passed: 0, failed: 0, skipped: 0 };
  const report = JSON.parse(readFileSync(file(part, "json"), "utf8"));
  return {
    passed: report.numPassedTests ?? report.passed,
    failed: report.numFailedTests ?? report.failed,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

/** @param {string} part @param {string} ending */
function file(part, ending) {
  return path.join(folder, `${part}.${ending}`);
}
