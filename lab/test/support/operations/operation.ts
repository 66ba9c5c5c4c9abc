/** An operation as a tree, and its GraphQL text. */

export type Selection = {
  /** The type on which the field is selected. */
  parent: string;
  field: string;
  alias: string | null;
  /** The arguments as GraphQL text, by name. */
  args: Readonly<Record<string, string>>;
  /** The named type of the field. */
  type: string;
  /** Empty for leaf fields. */
  selections: readonly Selection[];
};

export type Operation = { kind: "query" | "mutation"; selections: readonly Selection[] };

/** GraphQL text of the operation on one line. A selection on another type than its surroundings gets a fragment. */
export function print({ kind, selections }: Operation): string {
  return `${kind} ${printAll(selections, kind === "query" ? "Query" : "Mutation")}`;
}

function printAll(selections: readonly Selection[], surrounding: string): string {
  const parts = selections.map((selection) => {
    const text = printOne(selection);
    return selection.parent === surrounding ? text : `... on ${selection.parent} { ${text} }`;
  });
  return `{ ${parts.join(" ")} }`;
}

function printOne({ alias, field, args, selections, type }: Selection): string {
  const given = Object.entries(args).map(([name, value]) => `${name}: ${value}`);
  const head = `${alias === null ? "" : `${alias}: `}${field}${given.length > 0 ? `(${given.join(", ")})` : ""}`;
  return selections.length > 0 ? `${head} ${printAll(selections, type)}` : head;
}

/** Every field that the operation selects, such as `Product.title`. */
export function coordinatesOf(selections: readonly Selection[]): string[] {
  return selections.flatMap(({ parent, field, selections: inner }) => [`${parent}.${field}`, ...coordinatesOf(inner)]);
}
