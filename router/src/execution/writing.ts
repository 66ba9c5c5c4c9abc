/** State of one response while it is written, and the errors that are reported at its places. */
import { absent, type Data, type Failure, type Fault, faultsOf, isFailure, misfit, type Path } from "./data/data.ts";
import type { Output } from "./json-output.ts";

export type ResponseError = Fault & { path: Path };

/** The state while one response is written. */
export type Writing = {
  /** The text so far. */
  output: Output;
  /** The place that is written, in the client's names. */
  path: (string | number)[];
  errors: ResponseError[];
  /** Errors that are reported only if their faults are not. */
  secondary: (ResponseError & { fault: Fault })[];
  reported: Set<Fault>;
  /** Converts names of planned documents in paths into the client's. */
  clientName: (name: string) => string;
  /** The values of introspection fields as JSON text, by their names in the data. */
  introspection: ReadonlyMap<string, string>;
  /** An entity that does not exist is being left: first its field that may not be null, then the object of that field. */
  leaving: "field" | "object" | undefined;
};

/** Reports a fault at the place that is written. */
export function report({ path, errors }: Writing, fault: Fault): false {
  errors.push({ ...fault, path: [...path] });
  return false;
}

/** Reports an object without a known type: by the failure of the fetch that should have brought the type, if there is one. */
export function reportUntyped(writing: Writing, data: Data): false {
  const failed = Object.entries(data).find(([, value]) => isFailure(value) && faultsOf(value).length > 0);
  if (!failed) return report(writing, misfit);
  const [name, failure] = failed;
  writing.path.push(writing.clientName(name));
  if (isFailure(failure)) reportFailure(writing, failure);
  writing.path.pop();
  return false;
}

/** Reports the faults of a missing value at the place that is written. */
export function reportFailure(writing: Writing, failure: Failure): false {
  if (failure === absent) writing.leaving = "field";
  const { path, errors, secondary, reported, clientName } = writing;
  for (const { fault, below, isSecondary } of faultsOf(failure)) {
    const rest = below.map((step) => (typeof step === "string" ? clientName(step) : step));
    const error = { ...fault, path: [...path, ...rest] };
    if (isSecondary) secondary.push({ ...error, fault });
    else {
      reported.add(fault);
      errors.push(error);
    }
  }
  return false;
}
