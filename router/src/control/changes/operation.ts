/** Operations of clients: documents with one operation each. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { type DocumentNode, Kind, type OperationDefinitionNode, separateOperations } from "graphql";

/** An operation and its fragments, the name by which people know it, and the contract under which it is sent. */
export type ClientOperation = { label: string; document: DocumentNode; contract: GraphContract };

/** Takes a document apart: each operation with the fragments that it uses. */
export function splitDocument(document: DocumentNode): DocumentNode[] {
  return Object.values(separateOperations(document));
}

/** The operation of a document that has one. */
export function operationIn({ definitions }: DocumentNode): OperationDefinitionNode {
  const found = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!found) throw new Error("the document has no operation");
  return found;
}
