/** An operation that was executed, as its call hands it to the metrics and to the record of use. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";

/** An operation of a valid document, and the schema that it was validated against. */
export type ValidOperation = { document: DocumentNode; operation: OperationDefinitionNode; schema: GraphQLSchema };

/** The same after its execution, with the contract under which it was sent. */
export type ExecutedOperation = ValidOperation & { contract: GraphContract; hasErrors: boolean };
