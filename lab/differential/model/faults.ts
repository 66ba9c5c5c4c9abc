/** Faults of one operation, declared per type and field, per entity type and subgraph, or for a whole subgraph. */
import { GraphQLError } from "graphql";
import type { Coordinate } from "./coordinates.ts";
import { hash } from "./hash.ts";
import type { Model, Thing } from "./model.ts";
import { type Request, value } from "./value.ts";

export type Fault =
  /** The resolver throws, returns null where the schema has none, or the subgraph answers with a value of another type. */
  | { kind: "throw" | "null" | "invalidValue"; coordinate: string }
  /** The subgraph knows no entity of this type that another subgraph refers to. */
  | { kind: "absent"; subgraph: string; type: string }
  /** Every fetch from the subgraph fails. */
  | { kind: "down"; subgraph: string };

/** The conditions under which one operation runs: the same for the monolith and all subgraphs. */
export type Conditions = { salt: number; faults: readonly Fault[] };

export const codes = {
  thrown: "FORBIDDEN",
  nulled: "INTERNAL_SERVER_ERROR",
  invalidValue: "SUBGRAPH_INVALID",
  down: "SUBGRAPH_UNAVAILABLE",
  /** Only in the monolith: a value that a failed fetch or an absent entity leaves out, without an error of its own. */
  missing: "MISSING",
};

/** The fault of this field at this object. About half of the objects of a coordinate have it. */
export function fieldFault({ faults }: Conditions, { type, key }: Thing, field: string): Fault | undefined {
  const coordinate = `${type}.${field}`;
  return faults.find((fault) => "coordinate" in fault && fault.coordinate === coordinate && isHit(coordinate, key));
}

/** Whether the subgraph knows no entity with this key. */
export function isAbsent({ faults }: Conditions, subgraph: string, { type, key }: Thing): boolean {
  return faults.some(
    (fault) => fault.kind === "absent" && fault.subgraph === subgraph && fault.type === type && isHit(type, key),
  );
}

export function isDown({ faults }: Conditions, subgraph: string): boolean {
  return faults.some((fault) => fault.kind === "down" && fault.subgraph === subgraph);
}

function isHit(name: string, key: string): boolean {
  return key === "" || hash(`${name} ${key}`) % 2 === 0;
}

/** The response of the monolith: the value, or the effect that the faults have on clients. */
export function referenceValue(model: Model, conditions: Conditions, request: Request): unknown {
  const { thing, field } = request;
  const coordinate = model.coordinates.get(`${thing.type}.${field}`);
  if (coordinate && isMissing(conditions, coordinate, thing)) throw failure(codes.missing);
  const fault = fieldFault(conditions, thing, field);
  if (fault?.kind === "throw") throw failure(codes.thrown);
  if (fault?.kind === "invalidValue") throw failure(codes.invalidValue);
  return fault?.kind === "null" ? null : value(model, request);
}

function isMissing(conditions: Conditions, { owners: [owner, ...others] }: Coordinate, thing: Thing): boolean {
  if (owner === undefined || others.length > 0) return false;
  return isDown(conditions, owner) || isAbsent(conditions, owner, thing);
}

export function failure(code: string): GraphQLError {
  return new GraphQLError(`fault ${code}`, { extensions: { code } });
}
