/**
 * References of `_entities`: each names an entity of this service and holds a key of it as text, and their number and texts are bounded. Gateways
 * send them with what other services answered, and clients send any they like where bearer access is on.
 */
import { type ConstDirectiveNode, type GraphQLSchema, isUnionType, Kind, parse } from "graphql";
import { CodedError } from "../../runtime/errors.ts";
import { argumentsOf, directivesOn } from "./directives.ts";
import { assertShortTexts, type InputCheck } from "./input-limits.ts";

/** The most entities that one request may ask a subgraph for. */
const maxReferences = 1_000;
/** The most characters of a text in a reference. */
const maxTextLength = 10_000;

/** The keys of each entity by its type: the names of the fields of each. */
type Keys = ReadonlyMap<unknown, readonly (readonly string[])[]>;

/** Refuses references of another form before any is resolved, and a request for more than the service resolves at once; aliases add up. */
export function referenceCheck(schema: GraphQLSchema): InputCheck {
  const keys = keysOf(schema);
  const referenceCounts = new WeakMap<object, number>();
  return ({ representations }, context) => {
    const list: readonly unknown[] = Array.isArray(representations) ? representations : [];
    const references = (referenceCounts.get(context) ?? 0) + list.length;
    referenceCounts.set(context, references);
    if (references > maxReferences) {
      throw new CodedError("TOO_MANY_REFERENCES", `At most ${maxReferences} entities are answered at once.`);
    }
    for (const reference of list) assertReference(reference, keys);
    return undefined;
  };
}

/** A key that is no text would reach rules that compare it with the viewer's id, where null is the id of a guest. */
function assertReference(reference: unknown, keys: Keys): void {
  const fields = new Map(typeof reference === "object" && reference !== null ? Object.entries(reference) : []);
  const isText = (name: string) => typeof fields.get(name) === "string";
  if (!keys.get(fields.get("__typename"))?.some((key) => key.every(isText)))
    throw new CodedError(
      "BAD_USER_INPUT",
      "A reference has the name of an entity of this service, and a key of it as text.",
    );
  assertShortTexts(reference, maxTextLength);
}

function keysOf(schema: GraphQLSchema): Keys {
  const entity = schema.getType("_Entity");
  const types = isUnionType(entity) ? entity.getTypes() : [];
  return new Map(types.map((type) => [type.name, directivesOn(type).flatMap(keyOf)]));
}

/** The names of the fields of a key. Keys of this shop are flat: one with fields of fields has no text to look up. */
function keyOf(directive: ConstDirectiveNode): string[][] {
  const { fields } = argumentsOf(directive);
  if (directive.name.value !== "key" || typeof fields !== "string") return [];
  const [set] = parse(`{ ${fields} }`).definitions;
  const selections = set?.kind === Kind.OPERATION_DEFINITION ? set.selectionSet.selections : [];
  return [selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []))];
}
