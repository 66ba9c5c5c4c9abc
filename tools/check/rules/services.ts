/** Two rules for each service: personal data is answered or declared absent, and every element of the schema is described. */
import { type ASTNode, Kind, parse, visit } from "graphql";

/** One entry of the list of services. */
export type Service = {
  name: string;
  offset: number;
  owns: readonly string[];
  stores: Readonly<Record<string, string>>;
  personalData: string;
  audit: string;
};

/** The files of the repository as the check reads them; undefined for one that is missing. */
export type Tree = { read(file: string): string | undefined; below(folder: string): string[] };

const minReason = 20;

/** Columns that hold something about a person. */
const personalColumn =
  /`((?:user|customer|account|viewer|author|person)_id|\w*e?mail(?:_address)?|(?:first|last|full|display)_?name|phone\w*|address\w*|ip\w*|birth\w*)`\s+(?:text|integer)/g;

/**
 * A service with personal data hands it out when users asks, and erases it when users tells. One that declares to hold none has no column
 * for it.
 */
export function privacyFaults({ name, personalData, stores }: Service, tree: Tree): string[] {
  if (personalData !== "answered") {
    const reason =
      personalData.length >= minReason ? [] : [`${name}: its exemption from privacy has no reason (services.mjs).`];
    const migrations = Object.values(stores)
      .flatMap((folder) => tree.below(folder))
      .concat(`subgraphs/${name}/src/store/tables.ts`);
    return [...reason, ...columnFaults(name, migrations, tree)];
  }
  // Users collects the personal data of all services, and is the one that erases.
  if (name === "users") return [];
  const internal = sourcesIn(tree, `subgraphs/${name}/src`, /\/src\/api\/internal(\.ts|\/)/);
  const events = sourcesIn(tree, `subgraphs/${name}/src`, /\/src\/api\/events(\.ts|\/)/);
  const wanted: readonly [boolean, string][] = [
    [
      /\bpersonalData\b/.test(tree.read(`packages/contracts/src/${name}.ts`) ?? ""),
      `its contract has no personalData (packages/contracts/src/${name}.ts)`,
    ],
    [
      /\bpersonalData: handleOperation/.test(internal),
      `it does not answer personalData (subgraphs/${name}/src/api/internal.ts)`,
    ],
    [/\buserErased\b/.test(events), `it does not erase on user.erased (subgraphs/${name}/src/api/events.ts)`],
    [
      new RegExp(`\\b${name}\\.personalData\\b`).test(tree.read("subgraphs/users/src/peers/peers.ts") ?? ""),
      "users does not ask it for personalData (subgraphs/users/src/peers/peers.ts)",
    ],
    [
      new RegExp(`\\b${name}\\b`, "i").test(tree.read("docs/owners/privacy.md") ?? ""),
      "docs/owners/privacy.md does not name it",
    ],
  ];
  return wanted.filter(([isThere]) => !isThere).map(([, fault]) => `${name}: ${fault}.`);
}

function columnFaults(name: string, files: readonly string[], tree: Tree): string[] {
  const columns = files.flatMap((file) => {
    const text = tree.read(file) ?? "";
    // Tables as drizzle declares them, and as its migrations create them.
    const written = file.endsWith(".ts") ? text.replaceAll(/\b(text|integer)\("(\w+)"/g, "`$2` $1") : text;
    return [...written.matchAll(personalColumn)].map(([, column = ""]) => column);
  });
  return [...new Set(columns)].map(
    (column) => `${name}: it declares that it holds no personal data, but has the column ${column}.`,
  );
}

function sourcesIn(tree: Tree, folder: string, pattern: RegExp): string {
  return tree
    .below(folder)
    .filter((file) => pattern.test(file))
    .map((file) => tree.read(file) ?? "")
    .join("\n");
}

/** The elements of an SDL that clients see and that have no description. References to entities of others are described by their owners. */
export function descriptionFaults(name: string, sdl: string): string[] {
  const bare: string[] = [];
  const path: string[] = [];
  visit(parse(sdl), {
    enter: (node) => {
      const label = labelOf(node);
      if (label === undefined) return undefined;
      path.push(label);
      if ("description" in node && node.description === undefined && node.kind !== Kind.DIRECTIVE_DEFINITION)
        bare.push(path.join("."));
      return undefined;
    },
    leave: (node) => {
      if (labelOf(node) !== undefined) path.pop();
    },
  });
  return bare.map((element) => `${name}: ${element} has no description (subgraphs/${name}/schema.graphql).`);
}

function labelOf(node: ASTNode): string | undefined {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.FIELD_DEFINITION:
    case Kind.INPUT_VALUE_DEFINITION:
    case Kind.ENUM_VALUE_DEFINITION:
    case Kind.DIRECTIVE_DEFINITION:
      return node.name.value;
    default:
      return undefined;
  }
}
