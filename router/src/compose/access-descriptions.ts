/** Access in descriptions: every protected field names the scope, policy or session that it requires. */
import type { Schema } from "../elastic.ts";
import { describeRule, findAccessRules } from "../graph/access-rules.ts";

/** Appends a line to the description of each protected field of a supergraph, in place. */
export function describeAccess(supergraph: Schema): void {
  const rules = findAccessRules(supergraph);
  for (const type of [...supergraph.objectTypes(), ...supergraph.interfaceTypes()]) {
    for (const field of type.fields()) {
      const rule = rules.get(field.coordinate);
      if (rule) field.description = [field.description, describeRule(rule)].filter(Boolean).join("\n");
    }
  }
}
