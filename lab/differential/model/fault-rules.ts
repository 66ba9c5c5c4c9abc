/** Faults whose effect a rule predicts in one supergraph, derived from its subgraphs; `rules.md` gives the reasons. */
import { isObjectType, type SelectionSetNode } from "graphql";
import { possibleIn, type Shape } from "./coordinates.ts";
import { isKeyField, type Model } from "./model.ts";
import { isLookUp } from "./value.ts";

/** Faults that this supergraph allows; the rules are in `rules.md`. */
export type FaultRules = {
  /** Coordinates that key sets or required field sets name. */
  inKeys: ReadonlySet<string>;
  required: ReadonlySet<string>;
  /** Types whose loss would take required fields with it, or would spread as far as the chosen copy of a field above lets it. */
  carriers: ReadonlySet<string>;
  /** Types of interface objects, whose fields the planner fetches for other types than the client selects. */
  shared: ReadonlySet<string>;
  absences: readonly { subgraph: string; type: string }[];
  failable: readonly string[];
};

/** Derives the rules from the subgraphs. */
export function readFaultRules(model: Model): FaultRules {
  const inKeys = new Set<string>();
  const required = new Set<string>();
  const carriers = new Set<string>();
  for (const { keys, copies } of model.subgraphs) {
    for (const [type, sets] of keys)
      for (const set of sets) collect(model, { type, set }, { found: inKeys, carriers: carriers });
    for (const { type, requires } of copies)
      if (requires) collect(model, { type, set: requires }, { found: required, carriers: carriers });
  }
  for (const { uneven, possible } of model.coordinates.values()) {
    if (uneven) for (const type of possible) carriers.add(type);
  }
  spreadUpwards(model, carriers);
  const shared = new Set(
    model.subgraphs.flatMap(({ interfaceObjects }) =>
      [...interfaceObjects].flatMap((name) => possibleIn(model.schemas.full, name)),
    ),
  );
  // A value type is fetched with the field that leads to it, an entity by itself.
  const isEntity = (type: string) => model.subgraphs.some(({ keys }) => (keys.get(type) ?? []).length > 0);
  spreadUpwards(model, shared, (type) => !isEntity(type));
  const named = model.subgraphs.map(({ name }) => name);
  const rules = { inKeys, required, carriers };
  const absences = model.subgraphs.flatMap(({ name, keys }) =>
    [...keys]
      .filter(([type, sets]) => sets.length > 0 && isContributor(model, rules, name, type))
      .map(([type]) => ({ subgraph: name, type })),
  );
  return { ...rules, shared, absences, failable: named.filter((name) => isFailable(model, rules, name)) };
}

/** Adds the coordinates of a field set, and the types that its nested parts go through. */
function collect(
  model: Model,
  { type, set }: { type: string; set: SelectionSetNode },
  into: { found: Set<string>; carriers: Set<string> },
): void {
  for (const member of possibleIn(model.schemas.full, type)) {
    for (const selection of set.selections) {
      if (!("selectionSet" in selection) || !("name" in selection)) {
        if ("selectionSet" in selection && selection.selectionSet)
          collect(model, { type: member, set: selection.selectionSet }, into);
        continue;
      }
      const coordinate = model.coordinates.get(`${member}.${selection.name.value}`);
      if (!coordinate) continue;
      into.found.add(`${member}.${selection.name.value}`);
      if (!selection.selectionSet) continue;
      for (const below of coordinate.possible) into.carriers.add(below);
      collect(model, { type: coordinate.named, set: selection.selectionSet }, into);
    }
  }
}

/** A null in a non-null field spreads to its object: types below a carrier by non-null fields carry it as well, and `others`. */
function spreadUpwards(
  { coordinates }: Model,
  carriers: Set<string>,
  others: (type: string) => boolean = () => false,
): void {
  for (let size = -1; size !== carriers.size; ) {
    size = carriers.size;
    for (const { type, shape, possible } of coordinates.values()) {
      if (!carriers.has(type)) continue;
      for (const below of possible) if (spreads(shape) || others(below)) carriers.add(below);
    }
  }
}

/** Whether a null at the innermost position spreads to the object. */
function spreads({ nonNull, element }: Shape): boolean {
  return nonNull && (element === undefined || spreads(element));
}

type Sets = Pick<FaultRules, "inKeys" | "required" | "carriers">;

/** Whether everything that the subgraph owns of this type comes from its entity fetches and from nowhere else. */
function isContributor(model: Model, sets: Sets, subgraph: string, type: string): boolean {
  const own = model.subgraphs.find(({ name }) => name === subgraph);
  if (!own || model.domains.get(type) !== type || sets.carriers.has(type)) return false;
  const isReturned = own.copies.some(({ field }) => {
    const coordinate = String(field.type).replaceAll(/[[\]!]/g, "");
    return possibleIn(own.schema, coordinate).includes(type);
  });
  return (
    !isReturned && ownsAlone(model, sets, subgraph, (copy) => copy === type) && hasOtherKeys(model, subgraph, type)
  );
}

/** Whether the failure of all fetches from the subgraph nulls its own fields and nothing else, for every plan. */
function isFailable(model: Model, sets: Sets, subgraph: string): boolean {
  const own = model.subgraphs.find(({ name }) => name === subgraph);
  if (!own?.schema.getQueryType()) return false;
  const answersInRouter = [...model.coordinates.values()].some(
    (coordinate) => coordinate.owners.includes(subgraph) && isLookUp(model, coordinate),
  );
  if (answersInRouter) return false;
  const entities = [...own.keys].flatMap(([type, keys]) => (keys.length > 0 ? [type] : []));
  const isOwner = entities.some(
    (type) => own.schema.getType(type) !== undefined && !isObjectType(own.schema.getType(type)),
  );
  const counts = (type: string) => entities.includes(type) || type === "Query" || type === "Mutation";
  return (
    !isOwner &&
    ownsAlone(model, sets, subgraph, counts) &&
    entities.every((type) => hasOtherKeys(model, subgraph, type))
  );
}

/** Whether no other subgraph has, provides or requires a field of these types that this subgraph owns, keys aside. */
function ownsAlone(model: Model, sets: Sets, subgraph: string, counts: (type: string) => boolean): boolean {
  for (const [key, { type, name, owners }] of model.coordinates) {
    const domain = model.domains.get(type) ?? type;
    if (!owners.includes(subgraph) || (!counts(type) && !counts(domain)) || isKeyField(model, type, name)) continue;
    if (owners.length > 1 || sets.required.has(key) || sets.inKeys.has(key)) return false;
    const isCopied = model.subgraphs.some(
      (other) => other.name !== subgraph && other.copies.some((copy) => copy.type === type && copy.field.name === name),
    );
    if (isCopied) return false;
  }
  return true;
}

/** Whether the other subgraphs reach each other's parts of the type without this one, and have all of its key fields. */
function hasOtherKeys(model: Model, subgraph: string, type: string): boolean {
  const texts = (name: string) => {
    const keys = model.subgraphs.find((each) => each.name === name)?.keys.get(type) ?? [];
    return keys.map((set) =>
      set.selections.map((selection) => ("name" in selection ? selection.name?.value : "")).join(" "),
    );
  };
  // A fetch by its only key needs no other key of it.
  if (texts(subgraph).length === 1) return true;
  const others = model.subgraphs.map(({ name }) => name).filter((name) => name !== subgraph && texts(name).length > 0);
  return others.every((other) => texts(subgraph).every((key) => texts(other).includes(key)));
}
