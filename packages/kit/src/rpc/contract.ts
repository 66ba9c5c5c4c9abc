/** Contracts between services: internal operations with their callers, input and output, and events with their payload. */
import type { ZodType, z } from "zod";

/** One internal operation. Both sides derive their types from it and validate the data. */
export type Operation<Input extends ZodType = ZodType, Output extends ZodType = ZodType> = {
  name: string;
  callers: readonly string[];
  input: Input;
  output: Output;
};

/** All internal operations of one service, by name. */
export type Contract = Record<string, Operation>;

/** One type of event: its version rises when the shape of its payload changes. Payloads hold no personal data. */
export type EventContract<Payload extends ZodType = ZodType> = {
  type: string;
  version: number;
  payload: Payload;
  /** The id of the event's aggregate: an event that cannot be applied blocks the later ones of its aggregate. */
  aggregateIdOf(payload: z.output<Payload>): string;
};

/** Declares an operation with its exact types. */
export function operation<Input extends ZodType, Output extends ZodType>(
  spec: Operation<Input, Output>,
): Operation<Input, Output> {
  return spec;
}

/** Declares an event with its exact types. */
export function eventContract<Payload extends ZodType>(
  type: string,
  version: number,
  payload: Payload,
  aggregateIdOf: (payload: z.output<Payload>) => string,
): EventContract<Payload> {
  return { type, version, payload, aggregateIdOf };
}

/** The input of an operation, as the caller passes it. */
export type InputOf<O extends Operation> = z.input<O["input"]>;
/** The output of an operation, as the caller receives it. */
export type OutputOf<O extends Operation> = z.output<O["output"]>;
