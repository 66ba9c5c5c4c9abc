/** Command lines: each command declares its name, summary and options once; help, mistakes and failures are handled alike. */
import {
  Command,
  CommanderError,
  InvalidArgumentError,
  type Command as TypedCommand,
} from "@commander-js/extra-typings";
import { explainError } from "./failure.ts";

export { Argument, type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";

/** A mistake in the command line, in one line: exit code 2. */
export class UsageError extends Error {}

/** The help was asked for: `message` is its text, exit code 0. */
class HelpRequested extends Error {}

type Options = Record<string, unknown>;

/** Declares a command. `typed` is what a person types before the options, such as `npm run chaos -w @hansa/lab --`. */
export function defineCommand(name: string, summary: string, typed = `npm run ${name} --`) {
  return new Command(typed)
    .summary(name)
    .description(summary)
    .helpOption("-h, --help", "show this text")
    .configureOutput({ writeErr: () => {} })
    .exitOverride();
}

/** Declares a command of the command line `hansa` of shop owners, such as `keys create`. */
export function defineSubcommand(name: string, summary: string) {
  return defineCommand(name, summary, `npm run hansa -- ${name}`);
}

/** Reads a command line; throws a UsageError or HelpRequested. */
export function readCommandLine<Arguments extends unknown[], Values extends Options>(
  command: TypedCommand<Arguments, Values>,
  commandLine: readonly string[],
): { options: Values; positionals: Arguments } {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  try {
    command.parse(commandLine, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpRequested(help);
    if (error.code === "commander.help") throw new UsageError("a command is missing.");
    throw new UsageError(error.message.replace(/^error: /, "").replaceAll("\n", " "));
  }
  return { options: command.opts(), positionals: command.processedArgs };
}

/**
 * Runs a command and sets the exit code: the number that `work` answers with, else 0; 0 for help; 2 for a mistake in the command line; 1 for a failure.
 * Mistakes and failures are one line on standard error. A command whose reader ends before it, as `head` does, completes its work.
 */
export async function runCommand<Arguments extends unknown[], Values extends Options>(
  command: TypedCommand<Arguments, Values>,
  work: (options: Values, ...positionals: Arguments) => unknown,
  commandLine: readonly string[] = process.argv.slice(2),
): Promise<void> {
  process.stdout.on("error", ignoreMissingReader);
  try {
    const { options, positionals } = readCommandLine(command, commandLine);
    const code = await work(options, ...positionals);
    process.exitCode = typeof code === "number" ? code : 0;
  } catch (error) {
    process.exitCode = responseError(command, error, process.stdout, process.stderr);
  }
}

function ignoreMissingReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

type Output = { write(text: string): unknown };
type Named = { summary(): string; name(): string };

/** Prints the help, the mistake or the failure. Answers with the exit code. */
export function responseError(command: Named, error: unknown, output: Output, errors: Output): number {
  if (error instanceof HelpRequested) {
    output.write(error.message);
    return 0;
  }
  const isMistake = error instanceof UsageError;
  const line = `${command.summary()}: ${isMistake ? error.message : explainError(error)}\n`;
  errors.write(isMistake ? `${line}${command.name()} --help lists the options.\n` : line);
  return isMistake ? 2 : 1;
}

/** Parses an option that takes a whole number. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(number) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(
      max === Number.MAX_SAFE_INTEGER
        ? `It takes a whole number from ${min}.`
        : `It takes a whole number from ${min} to ${max}.`,
    );
  };
}

/** Parses an option that takes a number, which may have decimals. */
export function positiveNumber(max = Number.MAX_VALUE, isZeroAllowed = false): (text: string) => number {
  return (text) => {
    const number = Number(text);
    const isValid = text.trim() !== "" && number <= max && (number > 0 || (isZeroAllowed && number === 0));
    if (isValid) return number;
    const range = max === Number.MAX_VALUE ? "" : ` of at most ${max}`;
    throw new InvalidArgumentError(`It takes a ${isZeroAllowed ? "number from 0" : `number above 0${range}`}.`);
  };
}

/** Parses an option that takes an address of the web, such as `http://127.0.0.1:4000`. */
export function webAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("It takes an address such as http://127.0.0.1:4000.");
}
