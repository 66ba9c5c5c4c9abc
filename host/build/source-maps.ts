/** Removes the sources of packages from source maps: with them, each process would hold up to 150 MB more. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { z } from "zod";

const sourceMap = z.looseObject({ sources: z.array(z.string()), mappings: z.string() });

/** Takes the sources of packages out of every source map in this folder. Throws when there is no map. */
export function mapOwnSources(folder: string): void {
  const maps = readdirSync(folder).filter((name) => name.endsWith(".map"));
  if (maps.length === 0) throw new Error(`there is no source map in ${folder}`);
  for (const name of maps) {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(withOwnSources(sourceMap.parse(JSON.parse(readFileSync(file, "utf8"))))));
  }
}

function withOwnSources(map: z.infer<typeof sourceMap>): z.infer<typeof sourceMap> {
  const own = map.sources.filter((source) => !source.includes("node_modules/"));
  const indexes = map.sources.map((source) => own.indexOf(source));
  const lines = decode(map.mappings).map((line) => {
    const segments = line.map((segment) => ownSegment(segment, indexes));
    return segments.some(({ length }) => length > 1) ? segments : [];
  });
  return { ...map, sources: own, names: [], mappings: encode(lines) };
}

/** The segment with its source's new index; only its column for a source of a package. */
function ownSegment(segment: SourceMapSegment, indexes: readonly number[]): SourceMapSegment {
  if (segment.length === 1) return segment;
  const [column, source, line, sourceColumn] = segment;
  const own = indexes[source] ?? -1;
  return own < 0 ? [column] : [column, own, line, sourceColumn];
}
