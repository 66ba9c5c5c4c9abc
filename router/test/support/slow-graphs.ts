/** Foreign graphs for which Apollo's planner takes too long, too much memory, or fails, found by generating graphs of growing size. */

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@interfaceObject"])`;

const list = (count: number, textOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => textOf(index)).join(" ");

type Part = { name: string; url: string; sdl: string };

function part(name: string, sdl: string): Part {
  return { name, url: "http://127.0.0.1:9/", sdl: `${link} ${sdl}` };
}

/**
 * An interface whose implementations share a field in several subgraphs, each reached by several keys: the planner combines the ways of all types,
 * `(subgraphs * keys) ** types` of them, for `{ items { shared } }`. `{ count }` has one plan.
 */
export function sharedFields(types: number, subgraphs: number, keys: number): Part[] {
  const keysOf = list(keys, (key) => `@key(fields: "k${key}")`);
  const declared = list(keys, (key) => `k${key}: ID!`);
  const own = list(keys, (key) => `k${key}: ID! @shareable`);
  const itemsWith = (field: string) =>
    list(types, (type) => `type T${type} implements Item ${keysOf} { ${own} ${field} }`);
  const base = `type Query { items: [Item] count: Int numbers(at: [Int]): Int } interface Item { ${declared} } ${itemsWith("")}`;
  const others = Array.from({ length: subgraphs }, (_, index) =>
    part(`shared${index}`, `interface Item { ${declared} shared: Int } ${itemsWith("shared: Int @shareable")}`),
  );
  return [part("base", base), ...others];
}

/** A chain of interface objects whose fields require each other: the planner fails for `{ cheapest { ... on Bike { safe } } }`. */
export function interfaceObjects(): Part[] {
  const key = `@key(fields: "id")`;
  const requiring = (field: string, required: string) =>
    `id: ID! ${required}: Int @external ${field}: Int @requires(fields: "${required}")`;
  return [
    part(
      "base",
      `type Query { cheapest: Item } interface Item ${key} { id: ID! weight: Int }
      type Bike implements Item ${key} { id: ID! weight: Int }`,
    ),
    part("load", `type Item @interfaceObject ${key} { ${requiring("load", "weight")} }`),
    part("wear", `type Item @interfaceObject ${key} { ${requiring("wear", "load")} }`),
    part("safety", `type Bike ${key} { ${requiring("safe", "wear")} }`),
  ];
}
