/** Swatches: the colours of values of a product's options, one for each value. */
import { colourRule, isColour } from "@hansa/commerce/colours";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { Swatch } from "../../store/catalogue/tables.ts";

/** Each list that has the product reads them. */
export const maxSwatches = 100;
const maxValueLength = 100;

/** The colours as they are stored: in one order, since theirs has no meaning. */
export function readSwatches(swatches: readonly Swatch[]): Swatch[] {
  const read = swatches.map(({ name, value, color }) => ({
    name: name.trim(),
    value: value.trim(),
    color: color.toLowerCase(),
  }));
  return read.sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value));
}

/** The problems of colours; the options are those of the product. Values may be those of variants that are still to come. */
export function checkSwatches(swatches: readonly Swatch[], optionNames: readonly string[]): InputProblem[] {
  if (swatches.length > maxSwatches)
    return [problem("swatches", "TOO_MANY", `A product has at most ${maxSwatches} swatches.`)];
  return swatches.flatMap((swatch, index) => [
    ...checkSwatch(swatch, `swatches.${index}`),
    ...(optionNames.includes(swatch.name.trim())
      ? []
      : [problem(`swatches.${index}.name`, "UNKNOWN", "This is not one of the product's options.")]),
    ...(swatches.findIndex((other) => isSameValue(other, swatch)) < index
      ? [problem(`swatches.${index}.value`, "NOT_DISTINCT", "A value has one colour.")]
      : []),
  ]);
}

/** The problems of the value and the colour themselves. */
export function checkSwatch({ value, color }: Pick<Swatch, "value" | "color">, place: string): InputProblem[] {
  const problems: InputProblem[] = [];
  const { length } = value.trim();
  if (length === 0 || length > maxValueLength)
    problems.push(problem(`${place}.value`, "LENGTH", `A value has 1 to ${maxValueLength} characters.`));
  if (!isColour(color)) problems.push(problem(`${place}.color`, "FORMAT", colourRule));
  return problems;
}

type Value = Pick<Swatch, "name" | "value">;

function isSameValue(one: Value, other: Value): boolean {
  return one.name.trim() === other.name.trim() && one.value.trim() === other.value.trim();
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
