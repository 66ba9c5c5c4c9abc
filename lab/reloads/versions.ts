/** Versions of the real schema: good ones, and bad ones of four kinds, each with a text of its own. */
import { composeGraph } from "../../router/src/graph/composition/composition.ts";
import { readSubgraphs, repository } from "../../router/src/graph/composition/sources.ts";

export type Candidate = { kind: string; isGood: boolean; supergraph: string };

/** A field of products that a page asks for, and one that none does. */
const usedField = "verifiedPurchase";
const unusedField = "onHandAfter";

/** Makes as many versions, good and bad ones in turn. */
export function makeVersions(count: number): Candidate[] {
  const whole = compose((sdl) => sdl);
  const good = (kind: string, supergraph: string) => ({ kind, isGood: true, supergraph });
  const bad = (kind: string, supergraph: string) => ({ kind, isGood: false, supergraph });
  const candidates = [
    good("as it was", whole),
    bad("breaks an operation in use", compose(without(usedField))),
    good("removes an unused field", compose(without(unusedField))),
    bad("loses an access rule", compose(replaced(/(?<=\n {2}costPrice: Money) @requiresScopes\(scopes: \S+\)/, ""))),
    good("as it was", whole),
    bad(
      "has a field that the subgraph lacks",
      compose(replaced(/(?<=\ntype Review .*\n)/, '  "Words."\n  words: Int\n')),
    ),
    good("removes an unused field", compose(without(unusedField))),
    bad("does not build", whole.slice(0, whole.length / 2)),
  ];
  return Array.from({ length: count }, (_each, index) => {
    const candidate = candidates[index % candidates.length];
    if (!candidate) throw new Error("there are no candidates");
    return { ...candidate, supergraph: `${candidate.supergraph}# Version ${index + 1}\n` };
  });
}

/** Composes the schemas with this edit of products. */
function compose(edit: (sdl: string) => string): string {
  const sources = readSubgraphs(repository).map((source) =>
    source.name === "products" ? { ...source, sdl: edit(source.sdl) } : source,
  );
  const { supergraph, faults } = composeGraph(sources);
  if (!supergraph) throw new Error(`a prepared version does not compose: ${faults?.join("\n")}`);
  return supergraph;
}

/** Removes a field with its description of one line. */
function without(field: string): (sdl: string) => string {
  return replaced(new RegExp(`\\n  ".*"\\n  ${field}: .*(?=\\n)`), "");
}

function replaced(pattern: RegExp, by: string): (sdl: string) => string {
  return (sdl) => {
    const edited = sdl.replace(pattern, by);
    if (edited === sdl) throw new Error(`the schema of products has no ${pattern}`);
    return edited;
  };
}
