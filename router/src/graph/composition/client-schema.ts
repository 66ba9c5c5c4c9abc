/** The schema that clients see, as Apollo's library makes it of a supergraph. */
import { removeAllCoreFeatures, removeInaccessibleElements, type Schema } from "../../planning/elastic.ts";

/** A copy of a supergraph's schema without what is hidden from clients, and without the marks of federation. It is not validated. */
export function withoutHidden(supergraph: Schema): Schema {
  const schema = supergraph.clone(undefined, false);
  // Like this router, Apollo's executes neither.
  for (const name of ["defer", "stream"]) {
    const directive = schema.directive(name);
    if (directive && !directive.isBuiltIn) directive.removeRecursive();
  }
  removeInaccessibleElements(schema);
  removeAllCoreFeatures(schema);
  return schema;
}
