/** Context and schemas of the monolith. */

import type { GraphQLSchema } from "graphql";
import type { ShopService } from "../../../../cli/host/shop-services.ts";

/** The context of a request: that of each service, made when it is first needed. */
export type MonolithContext = { of(service: ShopService): object };

export type ServiceSchemas = Readonly<Record<ShopService, GraphQLSchema>>;
