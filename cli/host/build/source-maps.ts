/** Cuts source maps down to the lines of our own files: with packages in them, each process would hold up to 150 MB more. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { z } from "zod";

const sourceMap = z.looseObject({ sources: z.array(z.string()), mappings: z.string() });
type SourceMap = z.infer<typeof sourceMap>;

/**
 * Takes packages and columns out of every source map in this folder, and removes the maps that have nothing left: Node reads each map when it
 * loads the file, and all its segments at the first error. Throws when there is no map.
 */
export function mapOwnSources(folder: string): void {
  const maps = readdirSync(folder).filter((name) => name.endsWith(".map"));
  if (maps.length === 0) throw new Error(`there is no source map in ${folder}`);
  for (const name of maps) {
    const file = path.join(folder, name);
    const map = withOwnLines(sourceMap.parse(JSON.parse(readFileSync(file, "utf8"))));
    if (map.sources.length === 0) removeMap(file);
    else writeFileSync(file, JSON.stringify(map));
  }
}

function removeMap(file: string): void {
  const program = file.slice(0, -".map".length);
  const comment = `//# sourceMappingURL=${path.basename(file)}`;
  writeFileSync(program, readFileSync(program, "utf8").replace(comment, ""));
  rmSync(file);
}

function withOwnLines(map: SourceMap): SourceMap {
  const own = map.sources.filter((source) => !source.includes("node_modules/"));
  const indexes = map.sources.map((source) => own.indexOf(source));
  let earlier: SourceMapSegment = [0];
  const lines = decode(map.mappings).map((line) =>
    line
      .map((segment) => ownSegment(segment, indexes))
      .filter((segment, at) => {
        const isKept = !isSameLine(segment, earlier) || (at === 0 && segment.length > 1);
        earlier = segment;
        return isKept;
      }),
  );
  return { ...map, sources: own, names: [], mappings: encode(lines) };
}

/** The segment with its source's new index; only its column for a source of a package. */
function ownSegment(segment: SourceMapSegment, indexes: readonly number[]): SourceMapSegment {
  if (segment.length === 1) return segment;
  const [column, source, line, sourceColumn] = segment;
  const own = indexes[source] ?? -1;
  return own < 0 ? [column] : [column, own, line, sourceColumn];
}

/** Whether both lead to one line of a source, or both to none. Node applies a segment until the next one, on later lines too. */
function isSameLine(segment: SourceMapSegment, earlier: SourceMapSegment): boolean {
  return segment[1] === earlier[1] && segment[2] === earlier[2];
}
