/** Unsupported features of supergraphs: a supergraph with one of them is rejected when it is loaded, with the name of the feature. */
import { type DocumentNode, visit } from "graphql";
import type { Supergraph } from "../planning/elastic.ts";

const apollo = "https://specs.apollo.dev/";

/** Features that the planner and the executor implement, or that require nothing of a router. */
const supported = new Set(
  ["core", "link", "join", "tag", "inaccessible", "cost", "cacheTag"].map((name) => apollo + name),
);
/** Access rules: our subgraphs enforce them, subgraphs of others do not. */
const accessRules = new Set(["authenticated", "requiresScopes", "policy"].map((name) => apollo + name));
/** Features that are rejected for a reason of their own. */
const reasons: Readonly<Record<string, string>> = {
  [`${apollo}connect`]: "@connect: this router calls subgraphs, not REST sources",
  [`${apollo}context`]: "@context and @fromContext: values are not passed on from a parent to a fetch",
};

/**
 * Lists every reason to reject this supergraph; none means that it can be served. `enforced` says whether the subgraphs enforce the access rules
 * themselves, as ours do. A feature of another maker is refused only when it declares a purpose: without one it is a remark for others.
 */
export function findUnsupportedFeatures(supergraph: Supergraph, document: DocumentNode, enforced: boolean): string[] {
  const features = supergraph.schema.coreFeatures?.allFeatures() ?? [];
  const refused = features.flatMap(({ url, purpose }): string[] => {
    const { identity } = url;
    const reason = reasons[identity];
    if (reason) return [reason];
    if (accessRules.has(identity)) {
      return enforced ? [] : [`@${url.name}: it would not be enforced here, because the subgraphs are foreign`];
    }
    if (supported.has(identity)) return [];
    if (purpose) return [`${url.toString()}: an unknown feature for ${purpose}`];
    return identity.startsWith(apollo) ? [`${url.toString()}: an unknown feature`] : [];
  });
  return [...new Set([...refused, ...findLabelledOverrides(supergraph, document)])];
}

/** Finds fields whose owner depends on a label, such as a share of the traffic, which this router does not evaluate. */
function findLabelledOverrides(supergraph: Supergraph, document: DocumentNode): string[] {
  const directive = supergraph.schema.coreFeatures?.getByIdentity(`${apollo}join`)?.directiveNameInSchema("field");
  const found: string[] = [];
  visit(document, {
    Directive: ({ name, arguments: nodes }) => {
      if (name.value !== directive) return;
      for (const { name: argument, value } of nodes ?? []) {
        if (argument.value === "overrideLabel" && value.kind === "StringValue") {
          found.push(`@override with the label "${value.value}": fields that move by degrees`);
        }
      }
    },
  });
  return found;
}
