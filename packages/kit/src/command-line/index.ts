/** The face of `command-line`: options, arguments and failures of commands. */
export {
  Argument,
  answerError,
  type Command,
  defineCommand,
  defineSubcommand,
  InvalidArgumentError,
  Option,
  positiveNumber,
  readCommandLine,
  runCommand,
  UsageError,
  webAddress,
  wholeNumber,
} from "./command-line.ts";
export { CommandFailure, explainError } from "./failure.ts";
