/**
 * The shop's own scalars in the schema for clients: the router refuses bad literals and variables before it sends anything. The planner prints
 * literals of custom scalars anew, `EUR` as `"EUR"` and 1.0 as 1, so that a subgraph could not refuse them. Scalars of other makers are unknown
 * here: their subgraphs check what arrives.
 */
import { scalars } from "@hansa/commerce/scalars";
import { type GraphQLSchema, isScalarType } from "graphql";

/** Lets the schema read its scalars as the shop's subgraphs read them. Results are not read: they come from there. */
export function readOwnScalars(schema: GraphQLSchema): void {
  for (const { name, parseLiteral, parseValue } of Object.values(scalars)) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { parseLiteral, parseValue });
  }
}
