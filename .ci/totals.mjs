/**
 * Adds up the reports of a gate and prints `N passed, N failed`; a part that did nothing, or crashed, counts as failed, and so does one that did not run
 * all files drawn for it. A part whose name ends in `!` has no report: it counts once, by its exit code. One that ends in `?` says by exit code 0 without
 * a report that this machine cannot run it. A part for which the commit draws nothing, or no time was left, did not run.
 * A file that failed first and passed three times alone is UNSTABLE and counts as passed, if it is the only one of the gate.
 * Before the sum it prints the minutes of each part, and why parts failed: the failed tests of a report of Vitest, else the last lines of the output.
 */
import { say } from "../cli/host/terminal.mjs";
import { drawnPathOf, onlyFailedFile, read, readPart, repetitions } from "./reports.mjs";

const [folder = ".", ...names] = process.argv.slice(2);
/** Lines of output, or of a failed test's message, that explain a failure. */
const shownLines = 40;
const shownTests = 20;
const sums = [];
const unstable = [];
let passed = 0;
let failed = 0;

printTimes();
for (const named of names) {
  const name = named.replace(/[!?]$/, "");
  const part = readPart(folder, name);
  if (part.exit === undefined && part.drawn?.length === 0) {
    sums.push(`${name}: NOT RUN, not drawn by this commit`);
    continue;
  }
  if (part.exit === undefined && part.isLate) {
    sums.push(`${name}: NOT RUN, no time was left`);
    continue;
  }
  if (named.endsWith("?") && part.exit === 0 && !part.hasReport) {
    sums.push(`${name}: NOT RUN`);
    continue;
  }
  const { exit = 1 } = part;
  const again = passedAgain(name, part);
  const counts = again ?? (named.endsWith("!") ? { passed: exit === 0 ? 1 : 0, failed: exit === 0 ? 0 : 1 } : part);
  const missing = filesNotRun(part);
  // Failing without a failed test is a failure all the same, and so is passing without a test.
  const isUnexplained = again === undefined && counts.failed === 0 && (exit !== 0 || counts.passed === 0);
  const faults = counts.failed + (isUnexplained ? 1 : 0) + missing.length;
  passed += counts.passed;
  failed += faults;
  const death = isUnexplained ? `, and the run itself (exit code ${exit})` : "";
  const lost = missing.length > 0 ? `, and ${missing.length} drawn files did not run` : "";
  const skipped = part.skipped > 0 ? `, ${part.skipped} skipped` : "";
  sums.push(`${name}: ${counts.passed} passed, ${counts.failed} failed${death}${lost}${skipped}`);
  if (again !== undefined)
    unstable.push(`UNSTABLE: ${again.file} (${name}) failed, then passed three times alone:`, ...again.reasons);
  if (faults > 0) explain(name, part, missing);
}

for (const line of [...sums, ...unstable]) say(line);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** The counts of a part whose only failed file passed each time that it ran again. @param {string} name @param {import("./reports.mjs").Part} part */
function passedAgain(name, part) {
  const first = onlyFailedFile(part);
  const file = first && drawnPathOf(part, first);
  const runs = repetitions.map((again) => readPart(folder, `${name}.again-${again}`));
  const [{ passed: alone = 0 } = {}] = runs;
  const isSound = runs.every((run) => run.exit === 0 && run.failed === 0 && run.passed === alone);
  if (first === undefined || file === undefined || alone === 0 || !isSound) return undefined;
  const before = (/** @type {string} */ wanted) =>
    first.assertionResults.filter(({ status }) => status === wanted).length;
  const reasons = reasonsOf(first);
  return { passed: part.passed - before("passed") + alone, failed: part.failed - before("failed"), file, reasons };
}

/** The drawn files that the report of a run of Vitest lacks. @param {import("./reports.mjs").Part} part */
function filesNotRun({ drawn = [], files }) {
  return files === undefined ? [] : drawn.filter((file) => !files.some(({ name }) => name.endsWith(`/${file}`)));
}

/** Prints why a part failed. @param {string} name @param {import("./reports.mjs").Part} part @param {string[]} missing */
function explain(name, { failedFiles, output }, missing) {
  const files = failedFiles.slice(0, shownTests).flatMap((file) => [file.name, ...reasonsOf(file)]);
  const lost = missing.slice(0, shownTests).map((file) => `${file}: drawn, did not run`);
  const shown = [...files, ...lost];
  const lines = shown.length > 0 || output === "" ? shown : output.trimEnd().split("\n").slice(-shownLines);
  if (lines.length > 0) say([`-- ${name} failed:`, ...lines, ""].join("\n"));
}

/** The failed tests of a file, each with the beginning of its first message. @param {import("./reports.mjs").TestFile} file @returns {string[]} */
function reasonsOf({ message, assertionResults }) {
  const failures = assertionResults.filter(({ status }) => status === "failed").slice(0, shownTests);
  const reasons = failures.map(({ fullName, failureMessages }) => `  ${fullName}\n${firstLines(failureMessages[0])}`);
  return reasons.length > 0 ? reasons : [firstLines(message)];
}

/** @param {string | undefined} message */
function firstLines(message = "") {
  return message
    .split("\n")
    .slice(0, 6)
    .map((line) => `    ${line}`)
    .join("\n");
}

/** Prints the minutes of each part and of the whole gate, and the CPU minutes of its processes, without those that outlived it. */
function printTimes() {
  const rows = [...names, "gate"].flatMap((named) => {
    const name = named.replace(/[!?]$/, "");
    const [start, end] = [read(folder, `${name}.start`), read(folder, `${name}.end`)];
    if (start === undefined || end === undefined) return [];
    const [from, to] = [clockOf(start), clockOf(end)];
    return [[name, minutes(to.seconds - from.seconds), minutes(to.cpu - from.cpu)]];
  });
  if (rows.length === 0) return;
  for (const [name = "", wall = "", cpu = ""] of [["part", "minutes", "CPU minutes"], ...rows])
    say(`${name.padEnd(20)}${wall.padStart(8)}${cpu.padStart(13)}`);
  say("");
}

/** Reads a clock of `.ci/parts.bash`: seconds, then the user and system times of the shell and of its children. @param {string} text */
function clockOf(text) {
  const times = [...text.matchAll(/(\d+)m([\d.]+)s/g)].map(([, whole, rest]) => Number(whole) * 60 + Number(rest));
  return { seconds: Number.parseFloat(text), cpu: times.reduce((sum, time) => sum + time, 0) };
}

/** @param {number} seconds */
function minutes(seconds) {
  return (seconds / 60).toFixed(1);
}
