/** Valid operations by their text: parsed, validated and compiled once for all servers of a schema. */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from "graphql";
import { LRUCache } from "lru-cache";
import { type CompiledOperation, compileOperation } from "../execution/compile.ts";

/** Finds the operation of this name; undefined if the text is no valid document with that query or mutation. */
export type FindOperation = (query: string, operationName: string | undefined) => CompiledOperation | undefined;

type Document = { document: DocumentNode; compiled: Map<string | undefined, CompiledOperation> };

/** The most memory that the documents of one schema take, in bytes. */
const maxBytes = 32 * 2 ** 20;
/** The assumed memory of a document with its compiled operation, in bytes for each character of its text; the document alone has 110. */
const bytesPerCharacter = 200;

const documents = new WeakMap<GraphQLSchema, LRUCache<string, Document>>();

/** Opens the operations of a schema. Documents with more tokens than `maxTokens` are not read. */
export function openOperations(schema: GraphQLSchema, maxTokens: number): FindOperation {
  const kept =
    documents.get(schema) ??
    new LRUCache<string, Document>({
      maxSize: maxBytes,
      sizeCalculation: (_document, text) => 1 + text.length * bytesPerCharacter,
    });
  documents.set(schema, kept);
  return (query, operationName) => {
    const cached = kept.get(query);
    const known = cached ?? read(schema, query, maxTokens);
    if (!known) return undefined;
    if (!cached) kept.set(query, known);
    const compiled = known.compiled.get(operationName) ?? compileNamed(schema, known.document, operationName);
    if (compiled) known.compiled.set(operationName, compiled);
    return compiled;
  };
}

function read(schema: GraphQLSchema, query: string, maxTokens: number): Document | undefined {
  try {
    const document = parse(query, { maxTokens });
    return validate(schema, document, undefined, { maxErrors: 1 }).length === 0
      ? { document, compiled: new Map() }
      : undefined;
  } catch (error) {
    // The stack of a deeply nested text overflows; it is no document either.
    if (error instanceof GraphQLError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function compileNamed(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledOperation | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  return compileOperation(schema, document, operation);
}
