/** Descriptions that name what a contract lacks: their readers would not find it, and learn of it all the same. */
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  isTypeDefinitionNode,
  Kind,
  type StringValueNode,
} from "graphql";

/** An element with its coordinate, and the texts that clients read about it. `isCalled`: it is a field with arguments. */
type Element = { coordinate: string; name: string; isCalled?: boolean; texts: readonly string[] };

/** Finds the descriptions of a contract that name an element of the whole graph which it lacks. */
export function findNamed(whole: DocumentNode, contract: DocumentNode): string[] {
  const left = contract.definitions.flatMap(elementsOf);
  const coordinates = new Set(left.map(({ coordinate }) => coordinate));
  const names = new Set(left.map(({ name }) => name));
  const lost = whole.definitions.flatMap(elementsOf).filter(({ coordinate }) => !coordinates.has(coordinate));
  const gone = lost.filter(({ name }) => !names.has(name));
  const words = new Set([
    ...lost.flatMap(({ coordinate }) => [coordinate, `${coordinate}(`]),
    ...gone.flatMap(({ name, isCalled }) => (isCalled ? [name, `${name}(`] : [name])),
  ]);
  return left.flatMap(({ coordinate, texts }) =>
    namesIn(texts)
      .flatMap((name) => [name, ...name.split(".", 1)].find((each) => words.has(each)) ?? [])
      .map((name) => `the description of ${coordinate} names ${name.replace("(", "")}, which is excluded`),
  );
}

/** The coordinates of the elements of definitions. */
export function coordinatesOf({ definitions }: DocumentNode): ReadonlySet<string> {
  return new Set(definitions.flatMap(elementsOf).map(({ coordinate }) => coordinate));
}

/** The names in texts: what stands in backticks as a name, a coordinate or a call such as `node(`, and words that are written as no other word is. */
function namesIn(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => [
    ...[...text.matchAll(/`([A-Za-z_]\w*(?:\.\w+)?)(?:`|(\())/g)].map(([, name = "", called = ""]) => name + called),
    ...(text.match(/\b[A-Za-z]\w*(?:[a-z][A-Z]|[A-Z]_[A-Z])\w*(?:\.\w+)?/g) ?? []),
  ]);
  return [...new Set(found)];
}

function elementsOf(node: DefinitionNode): Element[] {
  if (!isTypeDefinitionNode(node)) return [];
  const type = node.name.value;
  const own = { coordinate: type, name: type, texts: textsOf(node) };
  const within = (parent: string, each: Described): Element => ({
    coordinate: `${parent}.${each.name.value}`,
    name: each.name.value,
    isCalled: (each.arguments ?? []).length > 0,
    texts: textsOf(each),
  });
  if (node.kind === Kind.ENUM_TYPE_DEFINITION) return [own, ...(node.values ?? []).map((each) => within(type, each))];
  if (!("fields" in node)) return [own];
  const fields = (node.fields ?? []).flatMap((field) => [
    within(type, field),
    ...("arguments" in field ? (field.arguments ?? []) : []).map((each) => ({
      coordinate: `${type}.${field.name.value}(${each.name.value}:)`,
      name: each.name.value,
      texts: textsOf(each),
    })),
  ]);
  return [own, ...fields];
}

type Described = {
  name: { value: string };
  arguments?: readonly unknown[] | undefined;
  description?: StringValueNode | undefined;
  directives?: readonly ConstDirectiveNode[] | undefined;
};

/** The description of an element, and the reason for which it is deprecated. */
function textsOf({ description, directives = [] }: Omit<Described, "name">): string[] {
  const deprecated = directives.find(({ name }) => name.value === "deprecated");
  const reasons = (deprecated?.arguments ?? []).flatMap(({ value }) =>
    value.kind === Kind.STRING ? [value.value] : [],
  );
  return [...(description ? [description.value] : []), ...reasons];
}
