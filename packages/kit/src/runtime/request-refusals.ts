/** Refusals of a request that takes too much, or too long. */
import { CodedError } from "./errors.ts";

/** The refusal of a part of a request whose caller no longer waits for it. */
export function deadlineExceeded(): CodedError {
  return new CodedError("DEADLINE_EXCEEDED", "The time of the request was over before this part of it began.");
}

/** The refusal of a statement with more rows than one may return. */
export function tooManyRows(): CodedError {
  return tooExpensive("reads too many rows at once");
}

/** The refusal of an operation; `excess` continues "This operation". */
export function tooExpensive(excess: string): CodedError {
  const hint = "Ask for less at once: smaller pages, fewer levels, fewer fields.";
  return new CodedError("OPERATION_TOO_EXPENSIVE", `This operation ${excess}. ${hint}`);
}
