/** Versions of the real schema: good ones, and bad ones of four kinds, each with a text of its own. */
import { composeGraph } from "../../router/src/graph/composition/composition.ts";
import { readSubgraphs, repository } from "../../router/src/graph/composition/sources.ts";

export type Candidate = { kind: string; isGood: boolean; supergraph: string };

/** A field of products that a page asks for, and one that none does. */
const usedField = "verifiedPurchase";
const unusedField = "onHandAfter";

/** Makes as many versions, good and bad ones in turn. */
export function makeVersions(count: number): Candidate[] {
  const { asItWas, removal, bad } = makeKinds();
  const cycle = bad.flatMap((candidate, index) => [index % 2 === 0 ? asItWas : removal, candidate]);
  const cycles = Array.from({ length: Math.ceil(count / cycle.length) }, () => cycle);
  return cycles.flat().slice(0, count).map(numbered);
}

/** Makes one version of each kind, the bad ones between the two good ones. */
export function makeOneOfEachKind(): Candidate[] {
  const { asItWas, removal, bad } = makeKinds();
  return [removal, ...bad, asItWas].map(numbered);
}

function makeKinds() {
  const good = (kind: string, supergraph: string) => ({ kind, isGood: true, supergraph });
  const bad = (kind: string, supergraph: string) => ({ kind, isGood: false, supergraph });
  const whole = compose((sdl) => sdl);
  const unprotected = replaced(/(?<=\n {2}costPrice: Money) @requiresScopes\(scopes: \S+\)/, "");
  const unserved = replaced(/(?<=\ntype Review .*\n)/, '  "Words."\n  words: Int\n');
  return {
    asItWas: good("as it was", whole),
    removal: good("removes an unused field", compose(without(unusedField))),
    bad: [
      bad("breaks an operation in use", compose(without(usedField))),
      bad("loses an access rule", compose(unprotected)),
      bad("has a field that the subgraph lacks", compose(unserved)),
      bad("does not build", whole.slice(0, whole.length / 2)),
    ],
  };
}

function numbered(candidate: Candidate, index: number): Candidate {
  return { ...candidate, supergraph: `${candidate.supergraph}# Version ${index + 1}\n` };
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
