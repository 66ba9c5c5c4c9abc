/** The style sheet of a shop's accent: that colour, the text on it, and shades of it that can be read on the ground of both themes. */
import { createHash } from "node:crypto";
import type { ShopFacts } from "../../shop/facts.ts";

/** Red, green and blue, each from 0 to 255. */
type Colour = readonly number[];

const white: Colour = [255, 255, 255];
const black: Colour = [0, 0, 0];
/** The darkest ground of light pages and the lightest one of dark pages, as tokens.css has them: a test compares them. */
const grounds = { light: colourOf("#f6f5f3"), dark: colourOf("#211f1c") };
/** That of text, by WCAG 2.2, 1.4.3. */
const leastContrast = 4.5;

/** The addresses of the style sheets of the shop's brand: one for its accent, if it has one. */
export function brandStyles({ accentColor }: Pick<ShopFacts, "accentColor">): string[] {
  return accentColor === null ? [] : [brandAddress(accentColor)];
}

/** The style sheet's address: the hash of its text stands in it, since another build may have other rules. */
export function brandAddress(accent: string): string {
  const hash = createHash("sha256").update(brandSheet(accent)).digest("base64url").slice(0, 12);
  return `/brand/${accent.slice(1)}.css?${hash}`;
}

/** The style sheet of an accent. */
export function brandSheet(accent: string): string {
  const colour = colourOf(accent);
  // One of both has a contrast of 4.58 to 1 at least, on any colour.
  const [on, off] =
    contrast(colour, white) >= contrast(colour, black) ? ([white, black] as const) : ([black, white] as const);
  const hover = textOf(mix(colour, off, 0.15));
  const ink = {
    light: textOf(readable(colour, grounds.light, black)),
    dark: textOf(readable(colour, grounds.dark, white)),
  };
  return [
    `:root{--accent:${accent};--accent-hover:${hover};--accent-ink:${ink.light};--on-accent:${textOf(on)}}`,
    `@media (prefers-color-scheme:dark){:root{--accent-ink:${ink.dark}}}`,
  ].join("\n");
}

/** The nearest shade towards `end` that can be read on the ground. */
function readable(colour: Colour, ground: Colour, end: Colour): Colour {
  for (let part = 0; part < 1; part += 0.02) {
    const shade = mix(colour, end, part);
    if (contrast(shade, ground) >= leastContrast) return shade;
  }
  return end;
}

function mix(one: Colour, other: Colour, part: number): Colour {
  return one.map((value, index) => Math.round(value + ((other[index] ?? 0) - value) * part));
}

/** The contrast of two colours, by the formula of WCAG 2.2: from 1 to 21. */
function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) =>
    value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The parts of a colour that is written as `#rrggbb`. */
function colourOf(text: string): Colour {
  return [1, 3, 5].map((start) => Number.parseInt(text.slice(start, start + 2), 16));
}

function textOf(colour: Colour): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
