/** Absent nodes: ids that `node` and `nodes` were asked for and that the owner of their type does not know. */
import { isRecord } from "../transport/envelope.ts";

type Stub = { alias: string; index: number | undefined; stub: Record<string, unknown> };

export type AbsentNodes = {
  /** The objects that the router's own subgraph returned, by type and id; the executor's data holds the same objects. */
  stubs: Map<string, Stub[]>;
  absent: Stub[];
};

export function newAbsentNodes(): AbsentNodes {
  return { stubs: new Map(), absent: [] };
}

/** Remembers the objects that a fetch for `node` or `nodes` gives to the executor. */
export function rememberStubs({ stubs }: AbsentNodes, data: Readonly<Record<string, unknown>> | null): void {
  const remember = (alias: string, index: number | undefined, stub: unknown) => {
    if (!isRecord(stub)) return;
    const key = keyOf(stub);
    stubs.set(key, [...(stubs.get(key) ?? []), { alias, index, stub }]);
  };
  for (const [alias, value] of Object.entries(data ?? {})) {
    if (Array.isArray(value)) for (const [index, stub] of value.entries()) remember(alias, index, stub);
    else remember(alias, undefined, value);
  }
}

/**
 * Takes the type from objects whose owner does not know them. The executor then fetches nothing else of them and completes none of their
 * fields, where each field that may not be null would become an error.
 */
export function markAbsent(nodes: AbsentNodes, representation: unknown): void {
  if (!isRecord(representation)) return;
  for (const stub of nodes.stubs.get(keyOf(representation)) ?? []) {
    delete stub.stub.__typename;
    nodes.absent.push(stub);
  }
}

/** Replaces absent nodes by null. */
export function removeAbsent({ absent }: AbsentNodes, data: Record<string, unknown> | null | undefined): void {
  for (const { alias, index } of absent) {
    const value = data?.[alias];
    if (data && index === undefined) data[alias] = null;
    else if (Array.isArray(value) && index !== undefined) value[index] = null;
  }
}

function keyOf({ __typename, id }: Record<string, unknown>): string {
  return `${String(__typename)} ${String(id)}`;
}
