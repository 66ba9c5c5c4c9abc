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
import { type CompiledOperation, compileOperation, type OnGrowth } from "../execution/compile.ts";
import { type ByteCache, documentBytes, openByteCache } from "../graphql/document-bytes.ts";

/** Finds the operation of this name; undefined if the text is no valid document with that query or mutation. */
export type FindOperation = (query: string, operationName: string | undefined) => CompiledOperation | undefined;

/** A document with its compiled operations by name. Its bytes grow with them. */
type Document = { document: DocumentNode; compiled: Map<string | undefined, CompiledOperation>; bytes: number };

/** The most memory that the documents of one schema take with what is compiled from them, in bytes. */
const maxBytes = 32 * 2 ** 20;

const documents = new WeakMap<GraphQLSchema, ByteCache<Document>>();

/** Opens the operations of a schema. Documents with more tokens than `maxTokens` are not read. */
export function openOperations(schema: GraphQLSchema, maxTokens: number): FindOperation {
  const kept = documents.get(schema) ?? openByteCache<Document>(maxBytes);
  documents.set(schema, kept);
  return (query, operationName) => {
    const cached = kept.get(query);
    const known = cached ?? read(schema, query, maxTokens);
    if (!known) return undefined;
    if (!cached) kept.set(query, known);
    const compiled =
      known.compiled.get(operationName) ??
      compileNamed(schema, known.document, operationName, (bytes) => grow(kept, query, known, bytes));
    if (compiled) known.compiled.set(operationName, compiled);
    return compiled;
  };
}

/** Counts what was compiled later than the document was kept: variants, and the fields of types that an execution met. */
function grow(kept: ByteCache<Document>, query: string, known: Document, bytes: number): void {
  known.bytes += bytes;
  kept.resize(query, known);
}

function read(schema: GraphQLSchema, query: string, maxTokens: number): Document | undefined {
  try {
    const document = parse(query, { maxTokens });
    return validate(schema, document, undefined, { maxErrors: 1 }).length === 0
      ? { document, compiled: new Map(), bytes: documentBytes(query, document, "located") }
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
  onGrowth: OnGrowth,
): CompiledOperation | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  return compileOperation(schema, document, operation, onGrowth);
}
