/** Valid documents by their text: parsed and validated once for all servers of a schema; operations are compiled when they are needed. */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  parse,
  validate,
} from "graphql";
import { type CompiledOperation, compileOperation, type OnGrowth } from "../../execution/compile.ts";
import { type ByteCache, documentBytes, openByteCache } from "../../graphql/document-bytes.ts";
import { exceededToken, maxPlannedNameLength } from "../../graphql/operation/limits.ts";

type FoundDocument = {
  document: DocumentNode;
  /** The query or mutation of this name, compiled; undefined if there is none. */
  compiled(operationName: string | undefined): CompiledOperation | undefined;
};

/**
 * Finds the document of this text; undefined if it is no valid one. Documents with long names or deep brackets are refused. `check` may refuse
 * another one before its validation, which costs far more than its parsing, and refuses documents that were found before too.
 */
type FindDocument = (text: string, check?: CheckDocument) => FoundDocument | GraphQLError | undefined;
type CheckDocument = (document: DocumentNode) => GraphQLError | undefined;

/** A document with its compiled operations by name. Its bytes grow with them. */
type CachedDocument = FoundDocument & { bytes: number };

/** The most memory that the documents of one schema take with what is compiled from them, in bytes. */
const maxBytes = 32 * 2 ** 20;

/** The most tokens of a document. The router plans queries from at most 4,000 tokens of a client, and adds keys and type names to them. */
export const maxTokens = 40_000;

const documents = new WeakMap<GraphQLSchema, ByteCache<CachedDocument>>();

/** Opens the documents of a schema. `checkNew` may refuse a document of any sender, before its first validation. */
export function openDocuments(schema: GraphQLSchema, checkNew?: CheckDocument): FindDocument {
  const cache = documents.get(schema) ?? openByteCache<CachedDocument>(maxBytes);
  documents.set(schema, cache);
  return (text, check) => {
    const known = cache.get(text);
    if (known) return check?.(known.document) ?? known;
    const document = readDocument(schema, text, (parsed) => check?.(parsed) ?? checkNew?.(parsed));
    if (!document || document instanceof GraphQLError) return document;
    const found = newDocument(schema, text, document, () => cache.resize(text, found));
    cache.set(text, found);
    return found;
  };
}

/** `onGrowth` is called when more is compiled: variants, and the fields of types that an execution met. */
function newDocument(
  schema: GraphQLSchema,
  text: string,
  document: DocumentNode,
  onGrowth: () => void,
): CachedDocument {
  const known = new Map<string | undefined, CompiledOperation>();
  const found: CachedDocument = {
    document,
    bytes: documentBytes(text, document, "located"),
    compiled: (operationName) => {
      const compiled = known.get(operationName) ?? compileNamed(schema, document, operationName, grow);
      if (compiled) known.set(operationName, compiled);
      return compiled;
    },
  };
  function grow(bytes: number): void {
    found.bytes += bytes;
    onGrowth();
  }
  return found;
}

function readDocument(
  schema: GraphQLSchema,
  text: string,
  check: CheckDocument,
): DocumentNode | GraphQLError | undefined {
  try {
    const document = parse(text, { maxTokens });
    const refusal = exceededToken(document, maxPlannedNameLength) ?? check(document);
    if (refusal) return refusal;
    return validate(schema, document, undefined, { maxErrors: 1 }).length === 0 ? document : undefined;
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
