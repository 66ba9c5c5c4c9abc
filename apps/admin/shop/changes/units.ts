/** Units of lines in a form: each line has a field, which begins with what is left of it or with none. */
import type { Typed } from "@hansa/front/islands";
import { useState } from "react";

/** A line with the units that are left of it for this form. */
export type LineLeft = { id: string; sku: string; title: string; left: number };

type LinePart = { lineId: string; quantity: number };

/** `begin`: the units with which its field begins. `most`: the most that its field takes; absent: the graph knows it. */
export type ShownLine = LineLeft & { begin: number; most?: number };

/** The name of the field of a line. `kind` tells fields of the same line apart. */
export function unitsField(lineId: string, kind = "units"): string {
  return `${kind} of ${lineId}`;
}

/**
 * The lines of which something is left, and those that had something before: what the form holds stays what its press sends, also while the order
 * is read again. `isAll`: the fields begin with all that is left.
 */
export function useShownLines(lines: readonly LineLeft[], isAll: boolean): readonly ShownLine[] {
  const [first] = useState(() => new Map<string, LineLeft>());
  for (const line of lines) if (line.left > 0 && !first.has(line.id)) first.set(line.id, line);
  return [...first.values()].map((known) => {
    // A list of what is left has no line of which nothing is.
    const left = lines.find(({ id }) => id === known.id)?.left ?? 0;
    return { ...known, left, begin: isAll ? known.left : 0, most: Math.max(known.left, left) };
  });
}

/** The parts that a form names, by its fields of this kind. */
export function partsIn(typed: Typed, lines: readonly { id: string }[], kind?: string): LinePart[] {
  return lines.flatMap(({ id }) => {
    const quantity = Number(typed(unitsField(id, kind)));
    return quantity > 0 ? [{ lineId: id, quantity }] : [];
  });
}

/** The units of all parts together. */
export function unitsOf(parts: readonly { quantity: number }[]): number {
  return parts.reduce((units, { quantity }) => units + quantity, 0);
}
