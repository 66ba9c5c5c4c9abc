/** An operation that was executed, as its call hands it to the metrics and to the record of use. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";

/** An operation of a valid document, its contract, and the schema that it was validated against. */
export type ValidOperation = {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  contract: GraphContract;
  schema: GraphQLSchema;
};

/** The same after its execution. */
export type ExecutedOperation = ValidOperation & { hasErrors: boolean };
