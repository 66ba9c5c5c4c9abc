/** Command lines: options as they are declared, help with exit code 0, mistakes with 2, failures with 1. */
import { expect, test } from "vitest";
import {
  defineCommand,
  positiveNumber,
  readCommandLine,
  responseError,
  UsageError,
  webAddress,
  wholeNumber,
} from "../../src/command-line/command-line.ts";
import { CommandFailure } from "../../src/command-line/failure.ts";

const command = defineCommand("bake", "Bakes loaves.")
  .argument("[flour]", "kind of flour")
  .option("--loaves <number>", "how many", wholeNumber(1, 9), 2)
  .option("--hours <number>", "how long", positiveNumber(3))
  .option("--oven <url>", "where the oven is", webAddress)
  .option("--dark", "darker", false);

/** Exit code and printed text for one command line. */
function answer(...args: string[]): { code: number; out: string; err: string } {
  let out = "";
  let err = "";
  const collect = (add: (text: string) => void) => ({ write: add });
  const output = collect((text) => {
    out += text;
  });
  const errors = collect((text) => {
    err += text;
  });
  try {
    readCommandLine(command, args);
    throw new CommandFailure("the oven is cold");
  } catch (error) {
    return { code: responseError(command, error, output, errors), out, err };
  }
}

test("options have their types and defaults, and no command line affects the next one", () => {
  expect(readCommandLine(command, ["rye", "--loaves", "3", "--dark"])).toEqual({
    options: { loaves: 3, dark: true },
    positionals: ["rye"],
  });
  expect(readCommandLine(command, [])).toEqual({ options: { loaves: 2, dark: false }, positionals: [undefined] });
});

test("help names the command, its purpose and every option, with exit code 0", () => {
  const { code, out, err } = answer("--help");
  expect([code, err]).toEqual([0, ""]);
  for (const text of [
    "Usage: npm run bake -- [options] [flour]",
    "Bakes loaves.",
    "--loaves",
    "--hours",
    "--oven",
    "--dark",
  ])
    expect(out).toContain(text);
});

test.each([
  [["--lover", "2"], "--lover"],
  [["--loaves", "ten"], "--loaves"],
  [["--loaves", "10"], "from 1 to 9"],
  [["--loaves", ""], "--loaves"],
  [["--loaves"], "--loaves"],
  [["--hours", "0"], "--hours"],
  [["--hours", "4"], "at most 3"],
  [["--oven", "here"], "--oven"],
  [["--oven", "ftp://oven"], "--oven"],
  [["rye", "wheat"], "too many arguments"],
])("%j is a mistake: one line names it and the help, with exit code 2", (args, named) => {
  const { code, out, err } = answer(...args);
  expect([code, out]).toEqual([2, ""]);
  expect(err.split("\n")).toEqual([expect.stringContaining(named), "npm run bake -- --help lists the options.", ""]);
  expect(err).toMatch(/^bake: /);
  expect(() => readCommandLine(command, args)).toThrow(UsageError);
});

test("a failure is one line with exit code 1", () => {
  expect(answer()).toEqual({ code: 1, out: "", err: "bake: the oven is cold\n" });
});
