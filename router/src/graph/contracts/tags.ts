/** Tags of a supergraph, by which contracts exclude its elements. */
import type { LimitedContract } from "@hansa/contracts/graph-contracts";
import type { Schema } from "../../planning/elastic.ts";

/** The tags of elements by coordinate. */
export type Tags = ReadonlyMap<string, ReadonlySet<string>>;

/** Whether a contract excludes the element with this coordinate. */
export type Excludes = (coordinate: string) => boolean;

/** The tags whose elements a contract lacks. */
const excludedTags: Readonly<Record<LimitedContract, readonly string[]>> = {
  PUBLIC: ["admin", "partner"],
  PARTNER: ["admin"],
};

const tagSpecification = "https://specs.apollo.dev/tag";

/** Reads the tags of a supergraph. A schema may import the directive under another name. */
export function readTags(schema: Schema): Tags {
  const name = schema.coreFeatures?.getByIdentity(tagSpecification)?.directiveNameInSchema("tag");
  const directive = name === undefined ? undefined : schema.directive(name);
  const tags = new Map<string, Set<string>>();
  for (const application of directive?.applications() ?? []) {
    const { parent } = application;
    if (!("coordinate" in parent)) continue;
    const coordinate = String(parent.coordinate);
    const known = tags.get(coordinate) ?? new Set<string>();
    tags.set(coordinate, known.add(String(application.arguments().name)));
  }
  return tags;
}

/** Finds tags that no contract knows, each with the coordinate of its element, which no contract would lack. */
export function findUnknownTags(tags: Tags): string[] {
  const known = new Set(Object.values(excludedTags).flat());
  return [...tags].flatMap(([coordinate, own]) =>
    [...own]
      .filter((tag) => !known.has(tag))
      .map(
        (tag) => `${coordinate} has the tag "${tag}", which no contract knows: they know ${[...known].join(" and ")}`,
      ),
  );
}

/**
 * The elements that a contract excludes, of those that clients of the whole graph see; undefined if there are none: then it would be the whole graph, and
 * is to be absent. Elements that are inaccessible are not among them.
 */
export function excludedBy(contract: LimitedContract, tags: Tags, seen: ReadonlySet<string>): Excludes | undefined {
  const coordinates = new Set(taggedFor(contract, tags).filter((coordinate) => seen.has(coordinate)));
  return coordinates.size === 0 ? undefined : (coordinate) => coordinates.has(coordinate);
}

/** The coordinates of elements with a tag that a contract excludes. */
export function taggedFor(contract: LimitedContract, tags: Tags): string[] {
  const excluded = excludedTags[contract];
  return [...tags].flatMap(([each, own]) => (excluded.some((tag) => own.has(tag)) ? [each] : []));
}
