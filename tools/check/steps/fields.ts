/**
 * Fields of the subgraphs: each has a resolver, or a property of its name and type in its parent's type (`mappers.json`, else the generated
 * type). A field without either would always be null, and no compiler would report it. Guarded fields are nullable.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse } from "graphql";
import ts from "typescript";
import { root } from "../../../cli/host/shop.mjs";
import { schemaFiles } from "../files.ts";
import { findGuardFaults } from "../rules/guarded-fields.ts";
import type { Findings } from "../step.ts";

/** The resolvers of a subgraph, by type and field. */
export type ResolverMap = Readonly<Record<string, unknown>>;

export async function checkFields(): Promise<Findings> {
  const subgraphs = schemaFiles().map((file) => path.dirname(file));
  const program = createTypes(subgraphs.map(generatedFile));
  let looked = 0;
  const faults: string[] = [];
  for (const subgraph of subgraphs) {
    const schema = `${subgraph}/schema.graphql`;
    const sdl = readFileSync(path.join(root, schema), "utf8");
    const resolvers = await resolversOf(subgraph);
    const found = findUnservedFields(sdl, resolvers, program, path.join(root, generatedFile(subgraph)));
    looked += found.looked;
    faults.push(...[...found.faults, ...findGuardFaults(sdl)].map((fault) => `${schema}: ${fault}`));
  }
  return { looked, unit: "fields", faults };
}

/** Loads the types of these files, with the settings of the checkout. */
export function createTypes(files: readonly string[]): ts.Program {
  return ts.createProgram(
    files.map((file) => path.resolve(root, file)),
    { ...compilerOptions(), incremental: false },
  );
}

/** The compiler's settings of the checkout. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: ["codegen.ts"] }, ts.sys, root).options;
}

/** Finds the fields of a schema that neither a resolver nor a property of the generated `ResolversParentTypes` answers. */
export function findUnservedFields(
  sdl: string,
  resolvers: ResolverMap,
  program: ts.Program,
  generated: string,
): { looked: number; faults: string[] } {
  const types = readGenerated(program, generated);
  let looked = 0;
  const faults: string[] = [];
  for (const type of objectTypesIn(sdl)) {
    for (const field of type.fields ?? []) {
      looked += 1;
      // An external field is another subgraph's: the router never asks it here.
      const isExternal = field.directives?.some(({ name }) => name.value === "external");
      if (isExternal || hasResolver(resolvers, type.name.value, field.name.value)) continue;
      const fault = faultOf(types, type, field);
      if (fault !== undefined) faults.push(`${type.name.value}.${field.name.value} ${fault}`);
    }
  }
  return { looked, faults };
}

type GeneratedTypes = { checker: ts.TypeChecker; parents: ts.Type; exported: ReadonlyMap<string, ts.Symbol> };

function readGenerated(program: ts.Program, file: string): GeneratedTypes {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is missing: npm run codegen`);
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
  const parents = exported.get("ResolversParentTypes");
  if (!parents) throw new Error(`${file} has no ResolversParentTypes: npm run codegen`);
  return { checker, parents: checker.getDeclaredTypeOfSymbol(parents), exported };
}

function faultOf(
  types: GeneratedTypes,
  type: ObjectTypeDefinitionNode,
  field: FieldDefinitionNode,
): string | undefined {
  const { checker, parents } = types;
  const parentSymbol = checker.getPropertyOfType(parents, type.name.value);
  if (!parentSymbol) return "is not in the generated types: npm run codegen";
  const parent = checker.getTypeOfSymbol(parentSymbol);
  const property = checker.getPropertyOfType(parent, field.name.value);
  const parentName = checker.typeToString(parent);
  if (!property) return `has neither a resolver nor a property "${field.name.value}" in its parent type ${parentName}`;
  if (field.arguments && field.arguments.length > 0) return "has arguments, and no resolver that reads them";

  const expected = mappedEnum(types, field) ?? resultOf(types, type.name.value, field.name.value);
  if (!expected) return "is not in the generated types: npm run codegen";
  const given = checker.getTypeOfSymbol(property);
  // A nullable field answers null for undefined.
  const read = field.type.kind === Kind.NON_NULL_TYPE ? given : checker.getNonNullableType(given);
  if (checker.isTypeAssignableTo(read, expected)) return undefined;
  const names = [checker.typeToString(given), checker.typeToString(expected)];
  return `has no resolver, and the property of ${parentName} is ${names[0]} where the field is ${names[1]}`;
}

/** The result type of a field's resolver, from the generated type of the resolver. */
function resultOf({ checker, exported }: GeneratedTypes, type: string, field: string): ts.Type | undefined {
  const resolvers = exported.get(`${type}Resolvers`);
  const symbol = resolvers && checker.getPropertyOfType(checker.getDeclaredTypeOfSymbol(resolvers), field);
  if (!symbol) return undefined;
  const resolver = checker.getTypeOfSymbol(symbol);
  const alternatives = resolver.isUnion() ? resolver.types : [resolver];
  const signature = alternatives.flatMap((each) => each.getCallSignatures())[0];
  return signature && checker.getReturnTypeOfSignature(signature);
}

/** The generator types results that are enums with values of their own as null; the enum itself has the values. */
function mappedEnum({ checker, exported }: GeneratedTypes, { type }: FieldDefinitionNode): ts.Type | undefined {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (named.kind !== Kind.NAMED_TYPE) return undefined;
  const symbol = exported.get(named.name.value);
  const isMapped = exported.has(`${named.name.value}Resolvers`);
  const declared = symbol && isMapped ? checker.getDeclaredTypeOfSymbol(symbol) : undefined;
  return declared?.isUnion() && declared.types.every((each) => each.isStringLiteral()) ? declared : undefined;
}

function objectTypesIn(sdl: string): ObjectTypeDefinitionNode[] {
  return parse(sdl, { noLocation: true }).definitions.flatMap((definition) => {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) return [definition];
    if (definition.kind === Kind.OBJECT_TYPE_EXTENSION) return [{ ...definition, kind: Kind.OBJECT_TYPE_DEFINITION }];
    return [];
  });
}

function hasResolver(resolvers: ResolverMap, type: string, field: string): boolean {
  const ofType = resolvers[type];
  return typeof ofType === "object" && ofType !== null && field in ofType;
}

/** The resolvers of a subgraph, by its folder. */
async function resolversOf(subgraph: string): Promise<ResolverMap> {
  const file = path.join(root, subgraph, "src", "api", "graphql", "index.ts");
  const module: { resolvers: ResolverMap } = await import(pathToFileURL(file).href);
  return module.resolvers;
}

/** The generated types of a subgraph, by its folder. */
function generatedFile(subgraph: string): string {
  return `${subgraph}/src/generated/resolvers.ts`;
}
