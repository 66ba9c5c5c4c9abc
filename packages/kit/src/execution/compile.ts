/** Compiled operations: the fields to execute for each type of object, found once for all executions of a document. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  typeFromAST,
  visit,
} from "graphql";
import { measureName } from "../graphql/body-size.ts";
import { readFixedArguments } from "./arguments.ts";
import { fieldBytes } from "./compiled-bytes.ts";

type Field = GraphQLField<unknown, unknown>;
type Variables = Readonly<Record<string, unknown>>;

/** One field of one type of object, as it is executed. */
export type FieldPlan = {
  /** Its position among the plans of the operation. */
  id: number;
  responseName: string;
  /** The length of its response name in a result, as `measureName` counts it. */
  nameLength: number;
  name: string;
  parentType: GraphQLObjectType;
  field: Field;
  nodes: readonly FieldNode[];
  /** Its arguments, if no variable takes part in them: frozen, since all executions share them. */
  fixedArguments: Readonly<Record<string, unknown>> | undefined;
  value: ValuePlan;
};

/** How a value is completed. */
export type ValuePlan = { isNullable: boolean; type: GraphQLOutputType } & (
  | { kind: "leaf"; leaf: GraphQLLeafType }
  | { kind: "list"; item: ValuePlan }
  /** `objectType` is known unless the type is abstract. */
  | { kind: "object"; objectType: GraphQLObjectType | undefined; fieldsOf: (type: GraphQLObjectType) => ObjectPlan }
);

export type ObjectPlan = readonly FieldPlan[];

export type CompiledOperation = {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  rootType: GraphQLObjectType;
  /** The fields of the root for these variables: `@skip` and `@include` choose among variants. */
  rootFields: (variables: Variables) => ObjectPlan;
};

/** Takes the estimated memory of what was compiled, in bytes. */
export type OnGrowth = (bytes: number) => void;

type Compilation = Pick<CompiledOperation, "schema" | "fragments"> & {
  variables: Variables;
  newId: () => number;
  onGrowth: OnGrowth;
};

/**
 * Compiles an operation of a valid document. Variants for other values of its conditions, and the fields of types that stand for an abstract one,
 * are compiled when an execution needs them: `onGrowth` counts them.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  onGrowth: OnGrowth = () => {},
): CompiledOperation {
  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new GraphQLError(`Schema is not configured to execute ${operation.operation} operation.`);
  const definitions = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const fragments = Object.fromEntries(definitions.map((fragment) => [fragment.name.value, fragment]));
  const conditions = conditionVariables(document);
  const variants = new Map<string, ObjectPlan>();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return ids - 1;
  };
  return {
    schema,
    operation,
    fragments,
    rootType,
    rootFields: (variables) => {
      const key = conditions.map((name) => variables[name] === true).join();
      const known = variants.get(key);
      if (known) return known;
      const compilation = { schema, fragments, variables, newId, onGrowth };
      const plans = planFields(compilation, rootType, [operation.selectionSet]);
      if (variants.size < maxVariants) variants.set(key, plans);
      return plans;
    },
  };
}

/** The most variants of one operation that stay compiled. */
const maxVariants = 32;

/** The variables of `@skip` and `@include`. */
function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: nodes = [] }) => {
      for (const { value } of nodes) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

function planFields(compilation: Compilation, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): ObjectPlan {
  const collected: CollectedFields = { groups: new Map(), visited: new Set() };
  for (const set of sets) collectFields(compilation, type, set, collected);
  const plans = [...collected.groups.values()].flatMap((nodes) => planField(compilation, type, nodes) ?? []);
  compilation.onGrowth(plans.reduce((bytes, plan) => bytes + fieldBytes(plan), 0));
  return plans;
}

/** The field nodes by response name, and the fragments whose fields are among them. */
type CollectedFields = { groups: Map<string, FieldNode[]>; visited: Set<string> };

/** Collects the fields that apply to objects of this type by response name, as the specification says. */
function collectFields(
  compilation: Compilation,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  collected: CollectedFields,
): void {
  const { groups, visited } = collected;
  for (const node of selections) {
    if (!isIncluded(compilation.variables, node)) continue;
    if (node.kind === Kind.FIELD) {
      const name = node.alias?.value ?? node.name.value;
      const group = groups.get(name);
      if (group) group.push(node);
      else groups.set(name, [node]);
      continue;
    }
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      if (visited.has(node.name.value)) continue;
      visited.add(node.name.value);
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : compilation.fragments[node.name.value];
    if (fragment && applies(compilation.schema, type, fragment)) {
      collectFields(compilation, type, fragment.selectionSet, collected);
    }
  }
}

function isIncluded(variables: Variables, node: SelectionNode): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false
  );
}

function applies(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  { typeCondition }: { typeCondition?: FragmentDefinitionNode["typeCondition"] | undefined },
): boolean {
  if (!typeCondition) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}

function planField(
  compilation: Compilation,
  parentType: GraphQLObjectType,
  nodes: readonly FieldNode[],
): FieldPlan | undefined {
  const [node] = nodes;
  const field = node && fieldOf(compilation.schema, parentType, node.name.value);
  if (!field) return undefined;
  const responseName = node.alias?.value ?? node.name.value;
  return {
    id: compilation.newId(),
    responseName,
    nameLength: measureName(responseName),
    name: node.name.value,
    parentType,
    field,
    nodes,
    fixedArguments: readFixedArguments(field, node),
    value: planValue(compilation, field.type, nodes),
  };
}

function fieldOf(schema: GraphQLSchema, type: GraphQLObjectType, name: string): Field | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}

function planValue(compilation: Compilation, type: GraphQLOutputType, nodes: readonly FieldNode[]): ValuePlan {
  if (isNonNullType(type)) return { ...planValue(compilation, type.ofType, nodes), isNullable: false };
  if (isListType(type))
    return { kind: "list", isNullable: true, type, item: planValue(compilation, type.ofType, nodes) };
  if (isLeafType(type)) return { kind: "leaf", isNullable: true, type, leaf: type };
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const known = new Map<GraphQLObjectType, ObjectPlan>();
  const fieldsOf = (objectType: GraphQLObjectType): ObjectPlan => {
    const plans = known.get(objectType) ?? planFields(compilation, objectType, sets);
    known.set(objectType, plans);
    return plans;
  };
  const objectType = isAbstractType(type) ? undefined : type;
  return { kind: "object", isNullable: true, type, objectType, fieldsOf };
}
