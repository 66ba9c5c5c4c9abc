/** Derives the tones of a drawing from one colour of the catalogue. */
import { type ColourName, colours } from "../catalogue/colours.ts";

/** The tones a motif draws with. */
export interface Ink {
  readonly base: string;
  readonly light: string;
  readonly dark: string;
  readonly deep: string;
  /** The second colour of the thing: a lid, a ribbon, a label. */
  readonly accent: string;
  readonly accentDark: string;
}

/** Colours that do not depend on the product's colour. */
export const plain = {
  wood: "#c8996a",
  woodLight: "#dcb587",
  woodDark: "#a5784c",
  metal: "#b9c3c8",
  metalLight: "#dfe6e8",
  metalDark: "#8b979e",
  iron: "#3c4147",
  paper: "#f6f0e2",
  paperDark: "#e2d7bf",
  night: "#24313c",
  glow: "#ffe7a6",
  leaf: "#5f8a63",
  leafDark: "#46704f",
  brass: "#cda24d",
  brassDark: "#a67f34",
} as const;

/** The tones for a colour, with a second one for details; without one, a companion that stands out is chosen. */
export function inkFor(name: ColourName, accentName: ColourName | undefined): Ink {
  const base = colours[name].hex;
  const accent = colours[accentName && accentName !== name ? accentName : companion(base)].hex;
  return {
    base,
    light: mix(base, "#fffaf0", 0.34),
    dark: mix(base, "#1f2c3a", 0.2),
    deep: mix(base, "#1f2c3a", 0.42),
    accent,
    accentDark: mix(accent, "#1f2c3a", 0.22),
  };
}

/** `share` of the way from one colour to the other, both as `#rrggbb`. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((value, i) => Math.round(value + ((b[i] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** How far apart two colours are, from 0 to about 440. */
export function distance(one: string, other: string): number {
  const [a, b] = [channels(one), channels(other)];
  return Math.hypot(...a.map((value, i) => value - (b[i] ?? value)));
}

/** True for colours on which a pale detail reads better than a dark one. */
export function isDark(hex: string): boolean {
  const [red = 0, green = 0, blue = 0] = channels(hex);
  return 0.3 * red + 0.59 * green + 0.11 * blue < 130;
}

function companion(base: string): ColourName {
  return isDark(base) ? "cream" : "navy";
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
