/** Context and schemas of the monolith. */
import type { ServiceName } from "@hansa/kit/rpc/contract";
import type { GraphQLSchema } from "graphql";

/** The context of a request: that of each service, made when it is first needed. */
export type MonolithContext = { of(service: ServiceName): object };

export type ServiceSchemas = Readonly<Record<ServiceName, GraphQLSchema>>;
