/** State of one response while its values are completed, and the errors that are reported at its places. */
import { responseTooLarge } from "@hansa/kit/runtime";
import type { RefusalOf } from "./access/guards.ts";
import {
  absent,
  type Data,
  type Failure,
  type Fault,
  faultsOf,
  invalidValue,
  isFailure,
  type Path,
} from "./data/data.ts";

export type ResponseError = Fault & { path: Path };

/** Stands for a value that failed, so that the next value above that may be null is null. */
export const failed: unique symbol = Symbol("failed");

/** The cost of one response, counted while it is completed. */
export type CostTally = { units: number };

/** The state while one response is completed. */
export type Completion = {
  /** The place that is completed, in the client's names. */
  path: (string | number)[];
  errors: ResponseError[];
  /** Errors that are reported only if their faults are not. */
  secondary: (ResponseError & { fault: Fault })[];
  reported: Set<Fault>;
  /** Converts names of planned documents in paths into the client's. */
  clientName: (name: string) => string;
  /** The characters that the response may still have. */
  left: number;
  /** The cost so far: the weights of its objects, and of leaves that have one. */
  cost: CostTally;
  /** The values of introspection fields, by their names in the data. */
  introspection: Readonly<Record<string, unknown>>;
  /** The refusals of denied fields. */
  refusalOf: RefusalOf;
  /** An entity that does not exist is being left: first its field that may not be null, then the object of that field. */
  leaving: "field" | "object" | undefined;
};

/** Counts characters of the response. Throws ANSWER_TOO_LARGE beyond those that it may have. */
export function spend(completion: Completion, characters: number): void {
  completion.left -= characters;
  if (completion.left < 0) throw responseTooLarge();
}

/** Reports a fault at the place that is completed. Each step of its path counts: one failed entity may stand in ten thousand places. */
export function report(completion: Completion, fault: Fault): typeof failed {
  const { path, errors } = completion;
  spend(completion, path.length);
  errors.push({ ...fault, path: [...path] });
  return failed;
}

/** Reports an object without a known type: by the failure of the fetch that should have brought the type, if there is one. */
export function reportUntyped(completion: Completion, data: Data): typeof failed {
  const found = Object.entries(data).find(([, value]) => isFailure(value) && faultsOf(value).length > 0);
  if (!found) return report(completion, invalidValue);
  const [name, failure] = found;
  completion.path.push(completion.clientName(name));
  if (isFailure(failure)) reportFailure(completion, failure);
  completion.path.pop();
  return failed;
}

/** Reports the faults of a missing value at the place that is completed. */
export function reportFailure(completion: Completion, failure: Failure): typeof failed {
  if (failure === absent) completion.leaving = "field";
  const { path, errors, secondary, reported, clientName } = completion;
  for (const { fault, below, isSecondary, beside } of faultsOf(failure)) {
    const known = beside ? path.slice(0, -1) : path;
    const rest = (beside ?? below).map((step) => (typeof step === "string" ? clientName(step) : step));
    const error = { ...fault, path: [...known, ...rest] };
    spend(completion, error.path.length);
    if (isSecondary) secondary.push({ ...error, fault });
    else {
      reported.add(fault);
      errors.push(error);
    }
  }
  return failed;
}
