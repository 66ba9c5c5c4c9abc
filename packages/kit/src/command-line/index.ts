/** The face of `command-line`: options, arguments and failures of commands. */
export {
  Argument,
  type Command,
  defineCommand,
  defineSubcommand,
  InvalidArgumentError,
  Option,
  positiveNumber,
  readCommandLine,
  responseError,
  runCommand,
  UsageError,
  webAddress,
  wholeNumber,
} from "./command-line.ts";
export { CommandFailure, explainError } from "./failure.ts";
