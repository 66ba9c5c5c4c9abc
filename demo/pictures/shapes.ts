/** SVG shapes of the drawings, and `turned`, which mirrors half an outline into a vessel. */

/** A point of a half outline: how far from the axis, how far down, and whether the outline has a corner there. */
type ProfilePoint = readonly [away: number, down: number, corner?: "corner"];

type Point = readonly [x: number, y: number, corner: boolean];

export function rect(x: number, y: number, width: number, height: number, fill: string, radius = 0): string {
  const round = radius > 0 ? ` rx="${n(radius)}"` : "";
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${round} fill="${fill}"/>`;
}

export function disc(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"/>`;
}

export function oval(x: number, y: number, rx: number, ry: number, fill: string): string {
  return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"/>`;
}

/** A closed area; `d` is SVG path data. */
export function area(d: string, fill: string): string {
  return `<path d="${d}" fill="${fill}"/>`;
}

/** A line with round ends; `d` is SVG path data. */
export function line(d: string, colour: string, width: number): string {
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

export function ring(x: number, y: number, radius: number, colour: string, width: number): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="none" stroke="${colour}" stroke-width="${n(width)}"/>`;
}

/** The marks of a dial around (x, y), from one radius to another, every `step` degrees from `start`, clockwise from noon. */
export function ticks(
  [x, y]: readonly [number, number],
  [inner, outer]: readonly [number, number],
  [start, step, count]: readonly [number, number, number],
  colour: string,
  width: number,
): string {
  const marks = Array.from({ length: count }, (_, i) => {
    const angle = ((start + i * step) * Math.PI) / 180;
    const at = (radius: number): string => `${n(x + Math.sin(angle) * radius)} ${n(y - Math.cos(angle) * radius)}`;
    return `M${at(inner)}L${at(outer)}`;
  });
  return line(marks.join(""), colour, width);
}

/** Shapes moved, turned (degrees, around the origin of the move) or made see-through. */
export function group(shapes: string, how: { move?: [number, number]; turn?: number; scale?: number; see?: number }) {
  const steps = [
    how.move ? `translate(${n(how.move[0])} ${n(how.move[1])})` : "",
    how.turn ? `rotate(${n(how.turn)})` : "",
    how.scale && how.scale !== 1 ? `scale(${n(how.scale)})` : "",
  ].filter(Boolean);
  const transform = steps.length > 0 ? ` transform="${steps.join(" ")}"` : "";
  const opacity = how.see === undefined ? "" : ` opacity="${n(how.see)}"`;
  return `<g${transform}${opacity}>${shapes}</g>`;
}

/** The same shape several times: `count` times, drawn by its number. */
export function repeat(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join("");
}

/** A body of revolution seen from the side: the full outline in `fill`, its right side in `shade`, a glint in `glint`. */
export function turned(
  axis: number,
  profile: readonly ProfilePoint[],
  tones: { fill: string; shade?: string; glint?: string },
): string {
  const side = (factor: number): Point[] =>
    profile.map(([dx, y, corner]) => [axis + dx * factor, y, corner === "corner"]);
  const right = side(1);
  const left = side(-1).reverse();
  const parts = [area(`M${curve(right)}L${curve(left)}Z`, tones.fill)];
  if (tones.shade) parts.push(area(`M${curve(right)}L${curve(side(0.42).reverse())}Z`, tones.shade));
  if (tones.glint) parts.push(line(`M${curve(side(-0.68).slice(1, -1))}`, tones.glint, 9));
  return parts.join("");
}

/** Path data (without the first M) through the points: smooth, except where a point is a corner. */
function curve(points: readonly Point[]): string {
  return points
    .map((point, i) => {
      const before = points[i - 1];
      if (!before) return `${n(point[0])} ${n(point[1])}`;
      const [start, end] = [handle(points, i - 1, 1), handle(points, i, -1)];
      return `C${n(start[0])} ${n(start[1])} ${n(end[0])} ${n(end[1])} ${n(point[0])} ${n(point[1])}`;
    })
    .join("");
}

/** Where a curve's handle at a point lies: along the line between its neighbours, or on the point at a corner. */
function handle(points: readonly Point[], index: number, way: 1 | -1): readonly [number, number] {
  const [here, before, after] = [points[index], points[index - 1], points[index + 1]];
  if (!here) throw new Error(`a curve of ${points.length} points has no point ${index}`);
  if (here[2] || !before || !after) return [here[0], here[1]];
  return [here[0] + (way * (after[0] - before[0])) / 6, here[1] + (way * (after[1] - before[1])) / 6];
}

/** A number with at most one digit after the point, to keep the files small. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
