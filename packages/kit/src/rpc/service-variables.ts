/** The environment variables that hold the addresses of each service. */
import { type ServiceName, serviceNames } from "../processes.ts";

/** The variable with the address of a service's internal listener, such as HANSA_USERS_INTERNAL_URL. */
export function internalUrlVariable(service: ServiceName): InternalUrlVariable {
  return `HANSA_${upperCase(service)}_INTERNAL_URL`;
}
type InternalUrlVariable = `HANSA_${Uppercase<ServiceName>}_INTERNAL_URL`;

/** The variable with the GraphQL address of a subgraph, such as HANSA_USERS_URL. */
export function graphUrlVariable(service: ServiceName): GraphUrlVariable {
  return `HANSA_${upperCase(service)}_URL`;
}
type GraphUrlVariable = `HANSA_${Uppercase<ServiceName>}_URL`;

function upperCase<Text extends string>(text: Text): Uppercase<Text>;
function upperCase(text: string): string {
  return text.toUpperCase();
}

/** One variable of the same kind for each service. */
export function variablesByService<Name extends string, Variable>(
  nameOf: (service: ServiceName) => Name,
  variable: Variable,
): Record<Name, Variable>;
export function variablesByService(nameOf: (service: ServiceName) => string, variable: unknown): object {
  return Object.fromEntries(serviceNames.map((name) => [nameOf(name), variable]));
}
