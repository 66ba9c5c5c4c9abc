/** Ids and texts of earlier responses, from which arguments are drawn. */
import type { Chance } from "@hansa/kit/testing";

/** Values of one kind that are kept; older ones make room. */
const maxValues = 200;
const maxTextLength = 200;

export type Pool = {
  /** Remembers the ids, by their type, and the texts, by their field, of a response. */
  harvest(response: unknown): void;
  /** An id of this type, else any id; undefined while none is known. */
  id(type: string, chance: Chance): string | undefined;
  /** A text that a field of this name has shown. */
  text(field: string, chance: Chance): string | undefined;
};

/** Opens an empty pool. */
export function openPool(): Pool {
  const ids = new Map<string, string[]>();
  const texts = new Map<string, string[]>();

  function harvest(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    const type = "__typename" in value && typeof value.__typename === "string" ? value.__typename : undefined;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === "object") harvest(inner);
      else if (typeof inner !== "string" || inner.length > maxTextLength) continue;
      else if (name === "id" && type !== undefined) keep(ids, type, inner);
      else if (name !== "__typename") keep(texts, name, inner);
    }
  }

  return {
    harvest,
    id: (type, chance) => {
      const own = ids.get(type);
      if (own) return chance.oneOf(own);
      return ids.size > 0 ? chance.oneOf(chance.oneOf([...ids.values()])) : undefined;
    },
    text: (field, chance) => {
      const known = texts.get(field);
      return known && chance.oneOf(known);
    },
  };
}

function keep(values: Map<string, string[]>, key: string, value: string): void {
  const known = values.get(key) ?? [];
  values.set(key, known);
  if (known.includes(value)) return;
  known.push(value);
  if (known.length > maxValues) known.shift();
}
