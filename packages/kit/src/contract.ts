/** What one service may ask another in private: its name, who may ask, and the shapes of question and answer. */
import { type ZodType, z } from "zod";
import { services } from "./services.mjs";

export type ServiceName = (typeof services)[number]["name"];

/** The names of all services, in the order of the list. */
export const serviceNames: readonly ServiceName[] = services.map(({ name }) => name);

/** Who may ask: the router has one question too, who holds a key. */
export type Caller = ServiceName | "router";

/** The names of all processes: the services and the router. */
export const processNames: readonly Caller[] = [...serviceNames, "router"];

/** One value for each service, by name. */
export function byService<T>(make: (service: ServiceName) => T): Record<ServiceName, T>;
export function byService(make: (service: ServiceName) => unknown): Record<string, unknown> {
  return Object.fromEntries(serviceNames.map((name) => [name, make(name)]));
}

/** One private operation. Both sides take their types from it, and both check what crosses. */
export type Operation<Input extends ZodType = ZodType, Output extends ZodType = ZodType> = {
  name: string;
  callers: readonly Caller[];
  input: Input;
  output: Output;
};

/** All private operations of one service, by name. */
export type Contract = Record<string, Operation>;

/** One kind of event: its version rises when its payload changes its shape. Payloads hold no personal data. */
export type EventContract<Payload extends ZodType = ZodType> = { type: string; version: number; payload: Payload };

/**
 * Whose turn it is to act for something that only one process may act for: the lease, and the how manieth time it was taken. Said with what is
 * asked under a lease; null where none is needed. Whoever is asked refuses an earlier turn than the latest that it heard of.
 */
export const turn = z.object({ lease: z.string(), fence: z.int() });
export type Turn = z.infer<typeof turn>;

/** Keeps the exact types of an operation when it is written down. */
export function operation<Input extends ZodType, Output extends ZodType>(
  spec: Operation<Input, Output>,
): Operation<Input, Output> {
  return spec;
}

/** Keeps the exact types of an event when it is written down. */
export function eventContract<Payload extends ZodType>(
  type: string,
  version: number,
  payload: Payload,
): EventContract<Payload> {
  return { type, version, payload };
}

/** What the caller hands over. */
export type InputOf<O extends Operation> = z.input<O["input"]>;
/** What comes back. */
export type OutputOf<O extends Operation> = z.output<O["output"]>;
